/**
 * The child process in which a language model writes, through node-llama-cpp; started by `engine-process.ts` and never
 * imported. Its native code may abort the process, so nothing else lives here. Requests come on standard input as
 * lines of JSON, answers go out on descriptor 3: native libraries print where they like. It never downloads or
 * builds anything, whatever is missing.
 */
import {
  type GbnfJsonObjectSchema,
  getLlama,
  type Llama,
  LlamaChatSession,
  type LlamaContextSequence,
  LlamaLogLevel,
  type LlamaModel,
  resolveChatWrapper,
} from 'node-llama-cpp';
import { answerLines } from './answer-lines.ts';

/** Instructions and data → text that fits the schema, if it ended by itself. */
interface WriteRequest {
  type: 'write';
  id: number;
  /** Absolute path of a GGUF file. */
  model: string;
  threads: number;
  /** What the model is told; may hold nothing of a caller. */
  system: string;
  /** What it is given: data. Signs of the model's own language in it are plain text to it. */
  data: string;
  schema: GbnfJsonObjectSchema;
  /** Tokens. */
  mostTokens: number;
}

/** Instructions (500 tokens), ten minutes of fast speech (2,500) and an answer (600) fit. */
const contextTokens = 4096;

interface Loaded {
  path: string;
  llama: Llama;
  model: LlamaModel;
  sequence: LlamaContextSequence;
}

let loaded: Promise<Loaded> | null = null;
let loadedPath = '';

answerLines<WriteRequest>(write);

async function write(request: WriteRequest): Promise<unknown> {
  const { model: path, threads, system, data, schema, mostTokens } = request;
  if (loadedPath !== path) {
    loadedPath = path;
    loaded = load(path, threads);
  }
  const { llama, model, sequence } = await (loaded as Promise<Loaded>);
  if (model.tokenize(system).length + model.tokenize(data).length + mostTokens > contextTokens - 100)
    throw new Error('the message is too long for the language model');
  const grammar = await llama.createGrammarForJsonSchema(schema);
  // The same sequence again: the instructions of the last message are computed already.
  const session = new LlamaChatSession({
    contextSequence: sequence,
    chatWrapper: resolveChatWrapper(model, {
      customWrapperSettings: { qwen: { thoughts: 'discourage' } },
    }),
    systemPrompt: system,
    autoDisposeSequence: false,
  });
  try {
    const { responseText, stopReason } = await session.promptWithMeta(data, {
      grammar,
      maxTokens: mostTokens,
      temperature: 0,
      budgets: { thoughtTokens: 0 },
    });
    return { text: responseText, isWhole: stopReason !== 'maxTokens' && stopReason !== 'abort' };
  } finally {
    session.dispose({ disposeSequence: false });
  }
}

async function load(path: string, threads: number): Promise<Loaded> {
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    usePrebuiltBinaries: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.disabled,
    maxThreads: threads,
  });
  // Mapped, the weights are there twice: once in the file's pages, once as the processor likes them (engines.md §6).
  const model = await llama.loadModel({ modelPath: path, useMmap: false, gpuLayers: 0 });
  const context = await model.createContext({ contextSize: contextTokens, sequences: 1, threads });
  return { path, llama, model, sequence: context.getSequence() };
}
