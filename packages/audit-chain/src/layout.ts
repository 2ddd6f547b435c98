/** What lies where in a log's directory. Tiles are where C2SP tlog-tiles has them. */
export const layout = {
  /** The latest checkpoint, a signed note. */
  checkpoint: 'checkpoint',
  /** The checkpoints that were the latest, one JSON string a line: about a mebibyte of the newest. */
  checkpoints: 'checkpoints.log',
  /** Where the entry after the latest checkpoint begins. A hint: what it says is checked, and can be found without it. */
  position: 'position.json',
  /** Lines, in files named by the first one's number. */
  segments: 'segments',
  /** For each sealed segment what is in it. Disposable: made again where it is missing. */
  index: 'index',
  /** What a crash had left half written, set aside. */
  torn: 'torn',
  lock: 'lock',
} as const

// Enough for 2^53, so that names sort as numbers do.
const digits = 16

/** Where the segment is that begins with this entry. */
export const segmentPath = (first: number): string =>
  `${layout.segments}/${String(first).padStart(digits, '0')}.jsonl`

/** Where it is said what is in the segment that begins with this entry. */
export const indexPath = (first: number): string =>
  `${layout.index}/${String(first).padStart(digits, '0')}.json`

/** The first entry's number, of a segment's name; none for names of other files. */
export function segmentOf(name: string): number | undefined {
  const [, decimal] = /^(\d{16})\.jsonl$/.exec(name) ?? []
  const first = decimal === undefined ? Number.NaN : Number(decimal)
  return Number.isSafeInteger(first) ? first : undefined
}
