import { joined } from '@core/base/bytes';
import type { ByteChunks } from '../byte-chunks';

const ALPHABET = new TextEncoder().encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');

/** Writes bytes as Base64 (RFC 4648 §4), piece by piece. */
export class Base64 {
  readonly #out: ByteChunks;
  /** Up to two bytes that wait for a third. */
  #pending = new Uint8Array(0);

  constructor(out: ByteChunks) {
    this.#out = out;
  }

  write(bytes: Uint8Array): void {
    const all = this.#pending.length === 0 ? bytes : joined([this.#pending, bytes]);
    const whole = all.length - (all.length % 3);
    const text = new Uint8Array((whole / 3) * 4);
    for (let from = 0, to = 0; from < whole; from += 3) {
      const three = (all[from] << 16) | (all[from + 1] << 8) | all[from + 2];
      text[to++] = ALPHABET[three >> 18];
      text[to++] = ALPHABET[(three >> 12) & 63];
      text[to++] = ALPHABET[(three >> 6) & 63];
      text[to++] = ALPHABET[three & 63];
    }
    this.#out.bytes(text);
    this.#pending = all.slice(whole);
  }

  /** Writes what is left. */
  end(): void {
    const { length } = this.#pending;
    if (length === 0) return;
    const three = (this.#pending[0] << 16) | ((this.#pending[1] ?? 0) << 8);
    this.#out.byte(ALPHABET[three >> 18]);
    this.#out.byte(ALPHABET[(three >> 12) & 63]);
    this.#out.byte(length === 2 ? ALPHABET[(three >> 6) & 63] : EQUALS);
    this.#out.byte(EQUALS);
  }
}

const EQUALS = 0x3d;
