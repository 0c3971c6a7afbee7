/** The part of sherpa-onnx-node (1.13.8, which has no types of its own) that `speech-child.ts` uses. */
declare module 'sherpa-onnx-node' {
  interface OfflineModelConfig {
    zipformerCtc?: { model: string };
    transducer?: { encoder: string; decoder: string; joiner: string };
    modelType?: string;
    tokens: string;
    numThreads: number;
    provider: 'cpu';
    debug: 0 | 1;
  }
  interface OfflineStream {
    /** Samples from -1 to 1. Fewer than 80 end the whole process. */
    acceptWaveform(audio: { samples: Float32Array; sampleRate: number }): void;
  }
  class OfflineRecognizer {
    static createAsync(config: {
      featConfig: { sampleRate: number; featureDim: number };
      modelConfig: OfflineModelConfig;
      decodingMethod: 'greedy_search';
    }): Promise<OfflineRecognizer>;
    createStream(): OfflineStream;
    decodeAsync(
      stream: OfflineStream,
    ): Promise<{ tokens: string[]; timestamps: number[]; durations: number[] }>;
  }
  class Vad {
    constructor(
      config: {
        sileroVad: {
          model: string;
          threshold: number;
          minSpeechDuration: number;
          minSilenceDuration: number;
          maxSpeechDuration: number;
          windowSize: number;
        };
        sampleRate: number;
        numThreads: number;
        debug: 0 | 1;
      },
      bufferSeconds: number,
    );
    acceptWaveform(samples: Float32Array): void;
    isEmpty(): boolean;
    front(enableExternalBuffer: boolean): { start: number; samples: Float32Array };
    pop(): void;
    flush(): void;
  }
  class LinearResampler {
    constructor(inputSampleRate: number, outputSampleRate: number);
    flush(samples: Float32Array): Float32Array;
  }
  const sherpa: {
    OfflineRecognizer: typeof OfflineRecognizer;
    Vad: typeof Vad;
    LinearResampler: typeof LinearResampler;
  };
  export default sherpa;
}
