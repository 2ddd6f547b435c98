import { inspect } from 'node:util'

/** What came of something: what it returned or threw, and all that it printed. */
export interface Outcome {
  readonly value?: unknown
  readonly error?: unknown
  readonly printed: string
}

/** Does something, hears what it prints, and lets it end nothing. */
export function attempt(act: () => unknown): Outcome {
  const { exit, stdout, stderr } = process
  const [toOut, toErr] = [stdout.write, stderr.write]
  let printed = ''
  stdout.write = stderr.write = (text: string | Uint8Array): boolean => {
    printed += String(text)
    return true
  }
  process.exit = () => {
    throw 'process.exit()'
  }
  try {
    const value = act()
    return { value, printed }
  } catch (error) {
    return { error, printed }
  } finally {
    process.exit = exit
    stdout.write = toOut
    stderr.write = toErr
  }
}

/** Whatever can be read in a thrown error: its text, stack, members, causes and JSON. */
export const readIn = (error: unknown): string =>
  `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)} ${String(error)}`
