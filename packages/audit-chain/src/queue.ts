/** What waits: its bytes are what it will have on disk, which is about what it has in memory. */
export interface Sized {
  readonly bytes: number
}

/** How much may wait. */
export interface Room {
  readonly entries: number
  readonly bytes: number
}

/** First in, first out, as much as there is room for. What alone has more bytes than that fits when nothing else waits. */
export class Queue<T extends Sized> {
  readonly #room: Room
  #items: T[] = []
  #taken = 0
  #bytes = 0

  constructor(room: Room) {
    this.#room = room
  }

  get entries(): number {
    return this.#items.length - this.#taken
  }

  /** How full it is, from 0 on; an entry that is larger than all the room gives more than 1. */
  get fill(): number {
    return Math.max(this.entries / this.#room.entries, this.#bytes / this.#room.bytes)
  }

  /** Whether there is room for it. */
  takes({ bytes }: Sized): boolean {
    const { entries } = this
    if (entries === 0) return true
    return entries < this.#room.entries && this.#bytes + bytes <= this.#room.bytes
  }

  push(item: T): void {
    this.#items.push(item)
    this.#bytes += item.bytes
  }

  /** Takes out the first ones, together no more than this; but one at least, where there is one. */
  take({ entries, bytes }: Room): readonly T[] {
    const items = this.#items
    const first = this.#taken
    let [next, sum] = [first, 0]
    for (; next < items.length && next - first < entries; next++) {
      const more = (items[next] as T).bytes
      if (next > first && sum + more > bytes) break
      sum += more
    }
    this.#bytes -= sum
    this.#taken = next
    const taken = first === 0 && next === items.length ? items : items.slice(first, next)
    this.#forget()
    return taken
  }

  // What was taken is let go of in large pieces: moving the rest up each time would cost more than writing it.
  #forget(): void {
    if (this.#taken === this.#items.length) this.#items = []
    else if (this.#taken * 2 > this.#items.length) this.#items = this.#items.slice(this.#taken)
    else return
    this.#taken = 0
  }
}
