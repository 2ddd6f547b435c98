import type { Call, Stream } from './traffic.ts'

/** What became of a stream. */
export interface Sent {
  readonly what: string
  /** How often each status was answered. */
  readonly answers: Readonly<Record<number, number>>
  /** Answers that were not expected. */
  readonly odd: number
}

/** Sends all streams side by side, and tells how far it has come. */
export async function sendAll(
  url: string,
  streams: readonly Stream[],
  progress: (done: number, of: number) => void,
  signal: AbortSignal,
): Promise<readonly Sent[]> {
  const of = streams.reduce((sum, { calls }) => sum + calls.length, 0)
  let done = 0
  const sent = async ({ what, expected, calls, again = 0 }: Stream): Promise<Sent> => {
    const answers: Record<number, number> = {}
    for (const call of calls) {
      let status = 0
      for (let tried = 0; tried <= again && status !== 200; tried++) {
        status = await answer(url, call, signal)
        answers[status] = (answers[status] ?? 0) + 1
      }
      progress(++done, of)
    }
    const odd = Object.entries(answers)
      .filter(([status]) => !expected.includes(Number(status)))
      .reduce((sum, [, count]) => sum + count, 0)
    return { what, answers, odd }
  }
  return Promise.all(streams.map(sent))
}

async function answer(url: string, { path, init }: Call, signal: AbortSignal): Promise<number> {
  const reply = await fetch(url + path, { ...init, signal })
  // Read to its end, so that the connection is used again.
  await reply.arrayBuffer()
  return reply.status
}
