import type { Keys } from './keys.ts'

/** The texts to store: both ways refuse what the registry does not know. */
export function grantedTexts(
  { scopes }: Keys,
  texts: readonly string[],
  expansion: 'frozen' | 'live',
): readonly string[] {
  if (expansion === 'frozen') return scopes.expand(texts)
  scopes.grant(...texts)
  return [...texts]
}
