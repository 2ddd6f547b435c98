import {
  type NewSigningKey,
  type NoteSigner,
  newSigningKey,
  noteSigner,
} from '../../src/note-key.ts'

/** A key of this name, always the same. */
export const keyOf = (name: string, seed = 1): NewSigningKey =>
  newSigningKey(name, (size) => new Uint8Array(size).fill(seed))

/** A key of this name that signs, always the same. */
export const signerOf = (name: string, seed = 1): NoteSigner =>
  noteSigner(keyOf(name, seed).signingKey)
