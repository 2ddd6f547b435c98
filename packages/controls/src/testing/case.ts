import { strictEqual } from 'node:assert'
import { systemTimers } from '@sallyport/core'
import type { ControlsSource, SourceListener, StoredFlags } from '../source.ts'

/** A source that can be written to and listened to. */
export type WholeSource = Required<ControlsSource>

/** What a case is given: two on the same values, of which there are none yet. */
export interface Given {
  readonly source: WholeSource
  readonly other: WholeSource
}

/** One case, before it has a source. */
export interface Case {
  readonly name: string
  run(given: Given): Promise<void>
}

/** Writes over whatever is there. */
export async function put(source: WholeSource, flags: StoredFlags): Promise<void> {
  const { version } = await source.read()
  strictEqual(await source.write(flags, version), true)
}

const tooLateMs = 10_000

/** A listener, and a promise of the first change it hears. */
export function hearing(): { readonly listener: SourceListener; readonly heard: Promise<void> } {
  let changed = (): void => {}
  const heard = new Promise<void>((resolve, reject) => {
    const late = systemTimers.after(tooLateMs, () => reject(new Error('no change was heard of')))
    changed = () => {
      late()
      resolve()
    }
  })
  return { heard, listener: { changed, lost() {}, restored() {} } }
}
