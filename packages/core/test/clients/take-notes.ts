import type { FeedListener } from '@sallyport/core/clients'

/** A listener that writes down what it hears, and lets a test wait for it. */
export interface Notes extends FeedListener {
  readonly all: readonly string[]
  /** Resolves once something was noted that was not yet waited for. */
  next(): Promise<string>
}

export function takeNotes(): Notes {
  const all: string[] = []
  let read = 0
  let wake = (): void => {}
  const note = (text: string): void => {
    all.push(text)
    wake()
  }
  return {
    all,
    heard: (message) => note(`heard ${message}`),
    lost: (error) => note(error instanceof Error ? 'lost' : `lost without an error: ${error}`),
    restored: () => note('restored'),
    async next() {
      while (all.length === read) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return all[read++] as string
    },
  }
}

/** The next note that is of this kind. */
export async function until(notes: Notes, wanted: string): Promise<void> {
  while ((await notes.next()) !== wanted);
}
