import type { StoredFlags } from '../source.ts'

/** Flags as text. */
export const flagsText = (flags: StoredFlags): string => JSON.stringify(flags)

/** The flags that a text holds; throws for one that holds none, without showing it. */
export function flagsFrom(text: string, where: string): StoredFlags {
  const flags = parsed(text)
  if (typeof flags === 'object' && flags !== null && !Array.isArray(flags)) {
    return flags as StoredFlags
  }
  throw new Error(`controls: ${where} is no JSON object of flags`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
