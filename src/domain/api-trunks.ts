/** Trunks as page and server speak of them. Rules as in `api.ts`. */
import { type Static, Type } from 'typebox';
import { closed, nullable } from './api-parts.ts';
import { TrunkInput, TrunkPresetName, TrunkStateName } from './trunk.ts';

/** POST /trunks (201) and PUT /trunks/:trunkId. The password only ever goes in; null: it stays as it is. */
export const TrunkBody = Type.Object(
  { ...TrunkInput.properties, password: nullable(Type.String({ maxLength: 128 })) },
  closed,
);
export type TrunkBody = Static<typeof TrunkBody>;

export const TrunkView = Type.Object(
  { ...TrunkInput.properties, trunkId: Type.String(), hasPassword: Type.Boolean() },
  closed,
);
export type TrunkView = Static<typeof TrunkView>;

/** GET /trunks. */
export const TrunksReply = Type.Object({ trunks: Type.Array(TrunkView) }, closed);
export type TrunksReply = Static<typeof TrunksReply>;

/** GET /trunks/states: ask again for news, or after a `health-changed` event. */
export const TrunkStatesReply = Type.Object(
  {
    states: Type.Array(
      Type.Object({ trunkId: Type.String(), state: TrunkStateName, since: nullable(Type.Integer()) }, closed),
    ),
  },
  closed,
);
export type TrunkStatesReply = Static<typeof TrunkStatesReply>;

/** GET /trunks/presets: `defaults` is a whole trunk to begin with. */
export const TrunkPresetsReply = Type.Object(
  {
    presets: Type.Array(
      Type.Object(
        {
          preset: TrunkPresetName,
          title: Type.String(),
          hint: Type.String(),
          // Not the schema of input: a server that is not certain is empty here.
          defaults: Type.Unsafe<TrunkInput>({ type: 'object', additionalProperties: true }),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type TrunkPresetsReply = Static<typeof TrunkPresetsReply>;
