/** The part of sherpa-onnx-node (1.13.8, which has no types of its own) that the engines' children use. */
declare module 'sherpa-onnx-node' {
  interface OfflineModelConfig {
    zipformerCtc?: { model: string };
    transducer?: { encoder: string; decoder: string; joiner: string };
    whisper?: { encoder: string; decoder: string; language: string; task: string; tailPaddings: number };
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
    decodeAsync(stream: OfflineStream): Promise<{
      tokens: string[];
      /** Seconds, as `durations`; each as long as `tokens` or empty. */
      timestamps: number[];
      durations: number[];
      /** Natural logarithms. Filled by transducers, empty for CTC (tried; sherpa's sources). */
      ys_log_probs: number[];
    }>;
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
    /** Somebody is speaking: a stretch has begun and not ended. */
    isDetected(): boolean;
    reset(): void;
    front(enableExternalBuffer: boolean): { start: number; samples: Float32Array };
    pop(): void;
    flush(): void;
  }
  class LinearResampler {
    constructor(inputSampleRate: number, outputSampleRate: number);
    resample(samples: Float32Array): Float32Array;
    flush(samples: Float32Array): Float32Array;
  }
  class OfflineTts {
    static createAsync(config: {
      model: {
        vits: {
          model: string;
          tokens: string;
          dataDir: string;
          noiseScale: number;
          noiseScaleW: number;
          lengthScale: number;
        };
        numThreads: number;
        provider: 'cpu';
        debug: 0 | 1;
      };
      maxNumSentences: number;
    }): Promise<OfflineTts>;
    generateAsync(request: {
      text: string;
      sid: number;
      speed: number;
      enableExternalBuffer: boolean;
    }): Promise<{ samples: Float32Array; sampleRate: number }>;
  }
  const sherpa: {
    OfflineTts: typeof OfflineTts;
    OfflineRecognizer: typeof OfflineRecognizer;
    Vad: typeof Vad;
    LinearResampler: typeof LinearResampler;
  };
  export default sherpa;
}
