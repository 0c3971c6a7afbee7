import { PronunciationsBody } from '../../domain/voice.ts';
import { readPronunciations, savePronunciations } from '../../store/pronunciations.ts';
import { type Api, replies } from '../api-type.ts';
import { Refusal } from '../errors.ts';
import type { WebServices } from '../services.ts';

const tags = ['greetings'];

/** How the words of this house are said: a list that is saved as a whole. */
export function addPronunciationRoutes(api: Api, services: WebServices): void {
  const { db, now } = services;

  api.get('/pronunciations', { schema: { tags, response: replies(200, PronunciationsBody) } }, async () => ({
    pronunciations: readPronunciations(db),
  }));

  api.put(
    '/pronunciations',
    { schema: { tags, body: PronunciationsBody, response: replies(200, PronunciationsBody) } },
    async request => {
      const pronunciations = request.body.pronunciations.map(({ word, spoken }) => ({
        word: word.trim(),
        spoken: spoken.trim(),
      }));
      const seen = new Set<string>();
      for (const [index, { word }] of pronunciations.entries()) {
        const key = word.toLowerCase().replace(/\s+/g, ' ');
        if (seen.has(key)) {
          const message = `Das Wort „${word}“ steht zweimal in der Liste. Bitte entfernen Sie eine der beiden Zeilen.`;
          throw new Refusal(400, 'INPUT_INVALID', message, `pronunciations.${index}.word`);
        }
        seen.add(key);
      }
      savePronunciations(db, pronunciations, now());
      services.pronunciationsChanged();
      return { pronunciations };
    },
  );
}
