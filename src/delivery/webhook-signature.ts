import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
/** Standard Webhooks 1.0.0: a secret is 24 to 64 bytes. */
const FEWEST_BYTES = 24;
const MOST_BYTES = 64;

/**
 * The headers of Standard Webhooks 1.0.0 (standardwebhooks.com) for one try: `webhook-id` stays the same over all
 * tries, `webhook-timestamp` (seconds) is that of this one, `webhook-signature` is v1, HMAC-SHA256 in base64 over
 * id.timestamp.body.
 */
export function signedHeaders(signed: {
  id: string;
  at: number;
  body: string;
  secret: string;
}): Record<string, string> {
  const timestamp = String(Math.floor(signed.at / 1000));
  const signature = createHmac('sha256', keyOf(signed.secret))
    .update(`${signed.id}.${timestamp}.${signed.body}`)
    .digest('base64');
  return {
    'webhook-id': signed.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}

export const isWebhookSecret = (secret: string): boolean => {
  const text = secret.slice(PREFIX.length);
  if (!secret.startsWith(PREFIX) || !/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0)
    return false;
  const { length } = keyOf(secret);
  return length >= FEWEST_BYTES && length <= MOST_BYTES;
};

export const newWebhookSecret = (): string => PREFIX + randomBytes(32).toString('base64');

const keyOf = (secret: string): Buffer => Buffer.from(secret.slice(PREFIX.length), 'base64');
