import type { ConfigFile } from './config-file.ts'

/** Where values come from; the first that has one wins. */
export type LayerKind = 'overrides' | 'environment' | 'secrets' | 'file' | 'default'

/** One layer, read and not yet looked at. */
export interface Layer {
  readonly kind: LayerKind
  /** Values by nested name: a file's, overrides'. */
  readonly tree?: Readonly<Record<string, unknown>>
  /** Texts by the names of the environment: the environment's, `.env`, fetched secrets. */
  readonly texts?: LayerTexts
  readonly file?: { readonly path: string; readonly text: string; readonly of: ConfigFile }
}

/** Where one value stands: what an error and an explanation point at. */
export interface Source {
  readonly kind: LayerKind
  /** The variable or secret, as it is written. */
  readonly name?: string
  /** As it was given, not made absolute. */
  readonly file?: string
  readonly line?: number
  readonly column?: number
}

/** Where that is, in words: `REDIS_URL`, `config.json:3:10`. */
export function placeOf({ kind, name, file, line, column }: Source): string {
  const position = line === undefined ? '' : `:${line}:${column}`
  const place = file === undefined ? name : `${file}${position}`
  return place ?? (kind === 'overrides' || kind === 'default' ? kind : '')
}

/** Texts by the names of the environment. */
export type LayerTexts = Readonly<Record<string, string | undefined>>
