/** Models as page and server speak of them. Rules as in `api.ts`; `…Mb`: millions of bytes. */
import { type Static, Type } from 'typebox';
import { closed, nullable } from './api-parts.ts';

const Needs = Type.Object({ cores: Type.Integer(), memoryMb: Type.Integer() }, closed);

/** A download that runs or waits its turn. */
export const ModelDownload = Type.Object(
  {
    /** `paused`: a call has the line; `retrying`: the connection was cut and is tried again. */
    state: Type.Union([
      Type.Literal('queued'),
      Type.Literal('running'),
      Type.Literal('paused'),
      Type.Literal('retrying'),
    ]),
    doneBytes: Type.Integer(),
    totalBytes: nullable(Type.Integer()),
    bytesPerSecond: Type.Integer(),
    secondsLeft: nullable(Type.Integer()),
  },
  closed,
);
export type ModelDownload = Static<typeof ModelDownload>;

export const ModelView = Type.Object(
  {
    name: Type.String(),
    title: Type.String(),
    /** What it is for. */
    group: Type.Union([
      Type.Literal('recognition'),
      Type.Literal('activity'),
      Type.Literal('voice'),
      Type.Literal('language'),
    ]),
    /** `partial`: a download was begun and does not run now. */
    state: Type.Union([
      Type.Literal('installed'),
      Type.Literal('missing'),
      Type.Literal('partial'),
      Type.Literal('broken'),
      Type.Literal('checking'),
      Type.Literal('loading'),
    ]),
    /** German: what is wrong and what to do; null: nothing. */
    problem: nullable(Type.String()),
    /** Of all its files; null: not known before it is fetched. */
    bytes: nullable(Type.Integer()),
    /** Of these there already. */
    presentBytes: Type.Integer(),
    download: nullable(ModelDownload),
    /** Null: not checked by hand since the start. */
    checkedAt: nullable(Type.Integer()),
    needs: Needs,
    /** This machine has what it needs. */
    suits: Type.Boolean(),
    licence: Type.String(),
    source: Type.String(),
    quality: Type.String(),
    isDemo: Type.Boolean(),
    /** For whoever fetches or compares them by hand. */
    files: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          bytes: nullable(Type.Integer()),
          sha256: Type.String(),
          /** Null: it comes with the program. */
          url: nullable(Type.String()),
        },
        closed,
      ),
    ),
    /** Where it is fetched from; empty: it comes with the program. */
    hosts: Type.Array(Type.String()),
    /** Titles of what is fetched with it and lacks. */
    brings: Type.Array(Type.String()),
    /** With what it brings: bytes still to fetch; null: not known. */
    fetchBytes: nullable(Type.Integer()),
    /** There are others for this task, so that this one can be chosen. */
    canBeChosen: Type.Boolean(),
    isChosen: Type.Boolean(),
    /** Engines work with it now, chosen or not. */
    isInUse: Type.Boolean(),
  },
  closed,
);
export type ModelView = Static<typeof ModelView>;

export const ModelSetView = Type.Object(
  {
    name: Type.String(),
    title: Type.String(),
    models: Type.Array(Type.String()),
    needs: Needs,
    suits: Type.Boolean(),
    isRecommended: Type.Boolean(),
    isInstalled: Type.Boolean(),
    /** Still to fetch; null: not known. */
    fetchBytes: nullable(Type.Integer()),
    hosts: Type.Array(Type.String()),
  },
  closed,
);
export type ModelSetView = Static<typeof ModelSetView>;

/**
 * GET /models; again after a `models-changed` event. POST /models/:name/download (empty object) 202: fetches
 * it, and what goes with it, in the background; DELETE stops that and keeps what has come.
 * POST /model-sets/:name/download 202. POST /models/:name/check 202: reads its files again. PUT
 * /models/:name/choice (empty object): used for its task from now on; DELETE: the program chooses. All answer this.
 */
export const ModelsReply = Type.Object(
  {
    machine: Type.Object(
      { cores: Type.Integer(), memoryMb: Type.Integer(), freeDiskMb: nullable(Type.Integer()) },
      closed,
    ),
    sets: Type.Array(ModelSetView),
    models: Type.Array(ModelView),
  },
  closed,
);
export type ModelsReply = Static<typeof ModelsReply>;

/** `refused`: German, with what to do. */
export type ModelOutcome = { kind: 'done' } | { kind: 'unknown' } | { kind: 'refused'; message: string };

export interface ModelService {
  read(): Promise<ModelsReply>;
  download(name: string): Promise<ModelOutcome>;
  downloadSet(name: string): Promise<ModelOutcome>;
  stopDownload(name: string): Promise<ModelOutcome>;
  check(name: string): Promise<ModelOutcome>;
  choose(name: string, isChosen: boolean): Promise<ModelOutcome>;
}
