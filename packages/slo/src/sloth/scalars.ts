import type { ScalarTag, Tags } from 'yaml'

const truths = /^(?:y|yes|on)$/i

/** Sloth reads YAML 1.1, in which these words are no texts. */
const words: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: /^(?:[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/,
  resolve: (text) => truths.test(text),
}

/** Numbers that Sloth reads otherwise, or writes otherwise than they stand there: 010, 1_000, 1e3. */
const odd: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^[-+]?(?:0[\d_]+|\d[\d_]*_[\d_]*|0[box][\da-fA-F_]+|(?:\d+\.?\d*|\.\d+)[eE][-+]?\d+)$/,
  resolve: () => Number.NaN,
}

/** What is put before YAML's own. */
export const slothTags = (usual: Tags): Tags => [words, odd, ...usual]

/** A number or a truth as Sloth writes it where a text is asked for; undefined where that cannot be told. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'boolean') return String(value)
  if (typeof value !== 'number') return undefined
  const isPlain = Number.isSafeInteger(value) || (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e6)
  return isPlain ? String(value) : undefined
}
