import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, scryptSync } from "node:crypto";

/*
 * What is encrypted is so by AES-256-GCM (NIST SP 800-38D), with keys that scrypt (RFC 7914) and HKDF (RFC 5869) make of
 * a passphrase. Texts that must be looked up are encrypted with a nonce that HMAC-SHA-256 makes of them, as in SIV
 * (RFC 5297): the same text is always the same ciphertext, and that is all that one learns of it, beside its length.
 */

/** scrypt's N, r and p: 128 MB and a second for each guess. OWASP's Password Storage Cheat Sheet, first choice. */
const COST = { N: 2 ** 17, r: 8, p: 1 };
/** How a key is made, as an index says it. */
export const KEY_DERIVATION = `scrypt ${COST.N} ${COST.r} ${COST.p}, hkdf-sha256, aes-256-gcm 1`;
/** Room for scrypt: 128 N r bytes, and some more. */
const MOST_MEMORY = 192 * 2 ** 20;
const ALGORITHM = "aes-256-gcm", KEY_BYTES = 32, NONCE_BYTES = 12, TAG_BYTES = 16;
/** 128 bits of a code leave no room for two texts with the same. */
const CODE_BYTES = 16;

/** What something belongs to: it can be read only with the same. */
export type Belonging = readonly (string | number)[];

/** Keys made of a passphrase, and what they do. */
export class Cipher {
  /** Tells the passphrase from others, and says nothing about it that the rest of a file doesn't. 32 bytes. */
  readonly proof: Uint8Array;
  readonly #codes: Uint8Array;
  readonly #texts: Uint8Array;
  readonly #bytes: Uint8Array;

  private constructor(master: Uint8Array) {
    const key = (purpose: string) =>
      new Uint8Array(hkdfSync("sha256", master, new Uint8Array(), `facefinder ${purpose}`, KEY_BYTES));
    [this.proof, this.#codes, this.#texts, this.#bytes] = ["proof", "codes", "texts", "bytes"].map(key);
  }

  /** Takes a second. The same characters, however composed, are the same passphrase. `salt`: 16 random bytes. */
  static of(passphrase: string, salt: Uint8Array): Cipher {
    const { N, r, p } = COST;
    const master = scryptSync(passphrase.normalize("NFC"), salt, KEY_BYTES, { N, r, p, maxmem: MOST_MEMORY });
    return new Cipher(new Uint8Array(master));
  }

  /** A code for something, which says nothing about it: 16 bytes. */
  code(...of: Belonging): Buffer {
    return this.#hmac(JSON.stringify(of)).subarray(0, CODE_BYTES);
  }

  /** Encrypts a text, always in the same way. */
  sealText(belonging: Belonging, text: string): string {
    const belongs = JSON.stringify(belonging);
    const nonce = this.#hmac(`${belongs}${text}`).subarray(0, NONCE_BYTES);
    return encrypt(this.#texts, nonce, belongs, Buffer.from(text)).toString("base64");
  }

  /** The text that {@link sealText} encrypted for the same belonging; null when it is another, or was altered. */
  openText(belonging: Belonging, sealed: unknown): string | null {
    if (typeof sealed !== "string") return null;
    return decrypt(this.#texts, JSON.stringify(belonging), Buffer.from(sealed, "base64"))?.toString() ?? null;
  }

  /** Encrypts bytes, each time otherwise. */
  seal(belonging: Belonging, bytes: Uint8Array): Buffer {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    return encrypt(this.#bytes, nonce, JSON.stringify(belonging), bytes);
  }

  /** The bytes that {@link seal} encrypted for the same belonging; null when it is another, or they were altered. */
  open(belonging: Belonging, sealed: unknown): Buffer | null {
    return sealed instanceof Uint8Array ? decrypt(this.#bytes, JSON.stringify(belonging), sealed) : null;
  }

  #hmac(text: string): Buffer {
    return createHmac("sha256", this.#codes).update(text).digest();
  }
}

/** Nonce, ciphertext and tag. */
function encrypt(key: Uint8Array, nonce: Uint8Array, belongs: string, bytes: Uint8Array): Buffer {
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  cipher.setAAD(Buffer.from(belongs));
  const sealed = cipher.update(bytes);
  cipher.final();
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, belongs: string, sealed: Uint8Array): Buffer | null {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(belongs));
  decipher.setAuthTag(sealed.subarray(end));
  const bytes = decipher.update(sealed.subarray(NONCE_BYTES, end));
  try {
    decipher.final();
    return bytes;
  } catch {
    return null; // the tag is another's
  }
}
