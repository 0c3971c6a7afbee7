/** Every HAUSRUF_ variable with what it means: the start checks against it, docs/operating.md lists it. */
export interface Variable {
  /** For the table in docs/operating.md, English. */
  means: string;
  /** Shown in the table; null: no default. */
  default: string | null;
  /** True: may be given as a file whose content is the value (`…_FILE`). All may; secrets should. */
  isSecret?: boolean;
}

export const variables = {
  HAUSRUF_DATA: { means: 'Folder of database, recordings and greetings.', default: '.data' },
  HAUSRUF_SPOOL: { means: 'Folder that Asterisk records into.', default: '<data>/spool' },
  HAUSRUF_HTTP_HOST: { means: 'Address the admin page listens on.', default: '127.0.0.1' },
  HAUSRUF_HTTP_PORT: { means: 'Port of the admin page.', default: '8080' },
  HAUSRUF_PUBLIC_URL: {
    means: 'Address of the admin page as the office reaches it, for links in notes.',
    default: null,
  },
  HAUSRUF_ARI_URL: {
    means: "Asterisk's control address.",
    default: 'from <data>/asterisk/ari.json, which scripts/run-asterisk.ts writes',
  },
  HAUSRUF_ARI_USER: { means: 'User on that address.', default: 'as above' },
  HAUSRUF_ARI_PASSWORD: { means: 'Its password.', default: 'as above', isSecret: true },
  HAUSRUF_SMTP_URL: {
    means:
      'Mail server: smtp://user:password@host:587 (STARTTLS) or smtps://… (TLS). Encryption is required unless the host is this machine or ?tls=none is added.',
    default: null,
    isSecret: true,
  },
  HAUSRUF_MAIL_FROM: { means: 'Sender address of notes; needed with HAUSRUF_SMTP_URL.', default: null },
  HAUSRUF_MODELS: { means: 'Folder of the model files.', default: 'models' },
  HAUSRUF_DEMO_MODEL: {
    means: '1 allows the demo recogniser, which knows synthetic voices only. Never for real callers.',
    default: '0',
  },
  HAUSRUF_TOOLS: {
    means: 'File that npm run setup writes: where the programs are that Hausruf runs.',
    default: '.runtime/tools.json',
  },
  HAUSRUF_COUNTRY: { means: 'Country of numbers without a prefix, two letters.', default: 'DE' },
  HAUSRUF_AREA_CODE: {
    means: 'Area code of numbers without one, e.g. 441.',
    default: null,
  },
  HAUSRUF_PROVISION: {
    means: 'JSON file with mailboxes, categories and contacts for an empty database.',
    default: null,
  },
  HAUSRUF_INTERNAL_TARGETS: {
    means:
      'Host names, addresses or networks of your own network that Hausruf may call by HTTPS (a Nextcloud in the house, say), separated by commas. Contact lists may be fetched from there without encryption, too.',
    default: null,
  },
  HAUSRUF_IMPORT_FOLDERS: {
    means: 'Folders on this machine that contact lists may be watched in, separated by commas.',
    default: '<data>/import',
  },
  HAUSRUF_DEMO: { means: '1 marks the page as a demonstration.', default: '0' },
  HAUSRUF_LOG_LEVEL: { means: 'debug, info, warn, error or silent.', default: 'info' },
  HAUSRUF_SIP_HOST: { means: 'Address Asterisk takes calls on.', default: '0.0.0.0' },
  HAUSRUF_SIP_PORT: { means: 'Its port (UDP).', default: '5060' },
  HAUSRUF_ARI_PORT: { means: "Port of Asterisk's control address, on 127.0.0.1 only.", default: '8188' },
  HAUSRUF_AMI_PORT: { means: "Port of Asterisk's manager interface, on 127.0.0.1 only.", default: '5038' },
  HAUSRUF_TAP_PORT: {
    means:
      'Port (UDP) on 127.0.0.1 where Asterisk mirrors its SIP messages and Hausruf hears how digits come; the same for both, 0: off.',
    default: '9060',
  },
  HAUSRUF_RTP_START: { means: 'First port for voice (UDP).', default: '10000' },
  HAUSRUF_RTP_END: { means: 'Last port for voice.', default: '10199' },
  HAUSRUF_TRUNK_ADDRESSES: {
    means: 'Addresses or networks calls may come from, separated by commas.',
    default: null,
  },
  HAUSRUF_ASTERISK_USER: {
    means: 'User Asterisk runs as when it is started by root.',
    default: 'asterisk, else nobody',
  },
  HAUSRUF_SETUP_MIRROR: {
    means: 'Debian mirror that npm run setup takes Asterisk from.',
    default: "the machine's own",
  },
  HAUSRUF_SETUP_KEYRING: {
    means: 'Keyring that mirror is checked with.',
    default: "the distribution's own",
  },
} as const satisfies Record<string, Variable>;

export type VariableName = keyof typeof variables;
