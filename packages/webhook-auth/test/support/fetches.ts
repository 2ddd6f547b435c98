/** A `fetch` that reaches nobody, and what it was asked. */
export interface Fetches {
  readonly fetch: typeof globalThis.fetch
  readonly urls: string[]
  readonly sent: (RequestInit | undefined)[]
}

type Answer = (url: string, init: RequestInit | undefined) => Response | Promise<Response>

/** Answers as told. */
export function fetches(answer: Answer): Fetches {
  const urls: string[] = []
  const sent: (RequestInit | undefined)[] = []
  return {
    urls,
    sent,
    fetch: async (input, init) => {
      const url = String(input)
      urls.push(url)
      sent.push(init)
      return answer(url, init)
    },
  }
}

/** A body of as many pieces as are taken, and how many those were. */
export function endless(piece: Uint8Array): {
  body: ReadableStream<Uint8Array>
  taken: () => number
} {
  let taken = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      taken++
      controller.enqueue(piece)
    },
  })
  return { body, taken: () => taken }
}
