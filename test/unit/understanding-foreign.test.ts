import { describe, expect, it } from 'vitest';
import { kindOfRule } from '../../src/understanding/alarm-kinds.ts';
import { readNote } from '../../src/understanding/summarise.ts';
import { transcriptOf } from './understanding-words.ts';

const noteOf = (text: string) => readNote(transcriptOf(text), { callDate: '2026-01-12' });

describe('an emergency in another language', () => {
  it.each([
    ['fire', 'Hello, there is a fire in the basement, please help.'],
    ['fire', 'The kitchen is on fire.'],
    ['gas', 'I can smell gas in the kitchen.'],
    ['gas', 'We have a gas leak in the building.'],
    ['water', 'The pipe burst and water is everywhere.'],
    ['water', 'The basement is flooding right now.'],
    ['lift', 'I am stuck in the elevator, please send someone.'],
    ['sewage', 'The toilet is overflowing with sewage.'],
    ['power', 'The power is out in the whole building.'],
    ['electric', 'Sparks are coming out of the socket.'],
    ['gas', 'Merhaba, mutfakta gaz kokusu var.'],
    ['fire', 'Bodrumda yangın çıktı.'],
    ['fire', 'bodrumda yangin var'],
    ['water', 'Boru patladı, her yer su içinde.'],
    ['water', 'Bodrumu su bastı.'],
    ['lift', 'Asansörde kaldık, kapı açılmıyor.'],
    ['sewage', 'Tuvalet taşıyor.'],
    ['gas', 'U nas pakhnet gazom na kukhne.'],
    ['fire', 'V podvale pozhar.'],
    ['water', 'Trubu prorvalo, voda techet s potolka.'],
    ['lift', 'My zastryali v lifte.'],
    ['fire', 'У нас пожар в подвале.'],
    ['gas', 'U nas pakhne hazom.'],
    ['lift', 'Ya zastryag u lifti.'],
    ['gas', 'У нас пахне газом на кухні.'],
    ['gas', 'U nas czuć gaz w kuchni.'],
    ['water', 'Zalało piwnicę.'],
    ['lift', 'Utknąłem w windzie.'],
    ['fire', 'fi hariq fil bayt'],
    ['gas', 'rihat ghaz fil matbakh'],
    ['fire', 'في حريق في الشقة'],
    ['lift', 'المصعد عالق ونحن عالقون'],
  ])('is found (%s): %s', (kind, text) => {
    const { urgency } = noteOf(text);
    expect(urgency.level).toBe('emergency');
    expect(urgency.ruleIds?.map(kindOfRule)).toContain(kind);
    expect(urgency.because.length).toBeGreaterThan(0);
  });

  it.each([
    'Hello, I would like to ask about the heating bill.',
    'When will the elevator be repaired?',
    'The fire extinguisher inspection is due on Monday.',
    'The smoke detector battery is low.',
    'There was a fire alarm test yesterday.',
    'Is the fire door supposed to be closed?',
    'I want to buy a gas stove.',
    'The elevator was stuck last week, it is working again.',
    'I am stuck in traffic and will be late.',
    'I was fired and cannot pay the rent.',
    'The kitchen sink is dripping a little.',
    'Merhaba, gaz faturası hakkında soru sormak istiyorum.',
    'Asansör ne zaman tamir edilecek?',
    'Asansör bozuk ama içinde kimse yok.',
    'Yangın söndürücü kontrolü ne zaman?',
    'Yangın merdiveni kapısı kilitli mi?',
    'Musluk biraz damlatıyor, acil değil.',
    'Zdravstvujte, u menya vopros po schetu za gaz.',
    'Lift ne rabotaet so vchera.',
    'Здравствуйте, у меня вопрос по счёту за газ.',
    'Dzień dobry, chodzi o rachunek za gaz.',
    'Winda jest zepsuta.',
    'hal yumkin an tatasil bi min fadlak',
    'Hier ist Yangin, mein Schlüssel passt nicht mehr.',
    'Guten Tag, Harik mein Name, ich brauche eine Bescheinigung.',
    'Hier ist Herr Duman, bitte rufen Sie zurück.',
  ])('is not made of: %s', text => {
    expect(noteOf(text).urgency.level).not.toBe('emergency');
  });
});

describe('the language of a message', () => {
  it.each([
    ['en', 'Hello, my name is John Smith, please call me about the heating bill.'],
    ['tr', 'Bodrumda yangın çıktı.'],
    ['tr', 'Merhaba, mutfakta gaz kokusu var.'],
    ['de', 'Hier ist Ayşe Yılmaz, die Heizung ist kalt.'],
    ['de', 'Guten Tag, mein Rauchmelder piept.'],
    ['pl', 'Pękła rura i woda leje się po całym mieszkaniu.'],
  ])('is %s: %s', (language, text) => {
    expect(noteOf(text).language).toBe(language);
  });
});
