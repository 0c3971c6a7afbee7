/** Ausgänge: where the notes of a mailbox go. */
export const outputs = {
  sendToManager: 'An die zuständige Person schicken, wenn sie in der Kontaktliste steht',
  sendToManagerHint:
    'Nur wenn der Anrufer sicher erkannt ist und die Liste die E-Mail-Adresse der zuständigen Person enthält. Eine eigene Adresse der Kategorie geht vor.',
};
