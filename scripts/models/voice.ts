/** `hausruf models import FOLDER [NAME]` for a voice: taken in with its hashes, as no list can know them. */
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { HausrufError } from '../../src/domain/problem.ts';
import { type Language, languages } from '../../src/domain/voice.ts';
import { importVoice } from '../../src/engines/own-voice.ts';

/** Answers what to tell the operator. Throws HausrufError MODEL_BROKEN with what is wrong. */
export async function bringVoice(
  folder: string,
  name: string | null,
  modelsFolder: string,
): Promise<string[]> {
  const model = readdirSync(folder).find(file => file.endsWith('.onnx')) ?? '';
  const ownName = (model === 'model.onnx' ? basename(folder) : basename(model, '.onnx')).replace(
    /^vits-piper-/,
    '',
  );
  const language = languageIn(`${ownName} ${basename(folder)}`);
  if (language === null) {
    throw new HausrufError(
      'MODEL_BROKEN',
      `it is not clear which language the voice in ${folder} speaks: name the folder as k2-fsa does, for example vits-piper-de_DE-thorsten-medium. Known: ${languages.join(', ')}`,
    );
  }
  const voice = await importVoice(folder, {
    modelsFolder,
    name: name ?? ownName,
    title: titleOf(ownName),
    language,
  });
  return [
    `The voice ${voice.name} (${language}) is installed; a running Hausruf offers it within half a minute.`,
    'Its files were not known beforehand: their SHA-256 was taken down now and is checked from now on.',
  ];
}

function languageIn(text: string): Language | null {
  const found = /(?:^|[^a-z])([a-z]{2})_[A-Z]{2}/.exec(text)?.[1];
  return languages.find(language => language === found) ?? null;
}

/** "de_DE-thorsten-medium" → "Thorsten (Piper, medium)". */
function titleOf(name: string): string {
  const [voice = '', quality] = name.replace(/^[a-z]{2}_[A-Z]{2}-/, '').split('-');
  const person = voice.charAt(0).toUpperCase() + voice.slice(1);
  return `${person} (Piper${quality === undefined ? '' : `, ${quality}`})`.slice(0, 80);
}
