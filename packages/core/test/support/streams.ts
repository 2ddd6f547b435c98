/** Pieces one after the other; `closed` counts how often whoever read them let go before or at the end. */
export function pieces<P>(
  list: readonly (P | Error)[],
): AsyncGenerator<P> & { readonly asked: number; readonly closed: number } {
  let asked = 0
  let closed = 0
  async function* made(): AsyncGenerator<P> {
    try {
      for (const piece of list) {
        asked++
        if (piece instanceof Error) throw piece
        yield piece
      }
    } finally {
      closed++
    }
  }
  return Object.defineProperties(made(), {
    asked: { get: () => asked },
    closed: { get: () => closed },
  }) as ReturnType<typeof pieces<P>>
}

/** All pieces of a stream. */
export async function collected<P>(stream: AsyncIterable<P>): Promise<P[]> {
  const all: P[] = []
  for await (const piece of stream) all.push(piece)
  return all
}
