import type { ReadableDisk } from './disk.ts'
import { type Hash, hashBytes } from './hash.ts'
import { layout } from './layout.ts'
import type { LogFaults } from './log-faults.ts'
import type { Mark, Marks } from './marks.ts'
import { appended, type Frontier, rootOf } from './merkle.ts'
import { type StoredTile, storedTile } from './stored-tile.ts'
import { fullWidth, tilePath } from './tiles.ts'

/** What the tree of the entries is compared with. */
export interface TreeOptions {
  readonly disk: ReadableDisk
  readonly marks: Marks
  readonly faults: LogFaults
  /** The size of the latest checkpoint that a known key has signed: so far there must be tiles. */
  readonly signed: number
  /** Where to begin. */
  readonly from: Frontier
}

/**
 * The tree of the entries that are read, compared with tiles and checkpoints a tile at a time. The last
 * leaves wait: until they are compared, a line that was moved can still take its place.
 */
export interface VerifiedTree {
  readonly options: TreeOptions
  /** Of the leaves that were compared. */
  frontier: Frontier
  /** The leaves from there on. Of some nothing is known. */
  readonly waiting: (Hash | undefined)[]
  /** Leaves of which the lines themselves say that they may be others than were signed. */
  readonly doubtful: Set<number>
  /** Of each level of tiles above the first, the hashes of the last tile; it is compared when it is full. */
  readonly upper: Hash[][]
  /** The roots at seams. */
  readonly seams: Map<number, Hash>
  /** The last checkpoint that fits. */
  vouched: number
  /** Whether the checkpoint before did not fit: what follows from that is not said again. */
  hasParted: boolean
  /** The levels whose tile before did not fit. */
  readonly parted: Set<number>
  sinceFits?: boolean
}

/** A tree to which nothing was added yet. */
export const verifiedTree = (options: TreeOptions): VerifiedTree => ({
  options,
  frontier: options.from,
  waiting: [],
  doubtful: new Set(),
  upper: [],
  seams: new Map(),
  vouched: 0,
  hasParted: false,
  parted: new Set(),
})

/** How many leaves there are. */
export const sizeOf = ({ frontier, waiting }: VerifiedTree): number =>
  frontier.size + waiting.length

// So many tiles are read at once.
const atOnce = 64

/** Compares what has come, but for the last tile or two. */
export async function settle(tree: VerifiedTree, until: number): Promise<void> {
  const end = Math.floor(until / fullWidth) * fullWidth - fullWidth
  while (tree.frontier.size < end) {
    await settleTo(tree, Math.min(end, firstOf(tree) + atOnce * fullWidth))
  }
}

/** Leaves out what nothing is known of up to this leaf. */
export async function skipTo(tree: VerifiedTree, index: number): Promise<void> {
  while (sizeOf(tree) < index) {
    const size = Math.min(index, sizeOf(tree) + atOnce * fullWidth)
    tree.waiting.length = size - tree.frontier.size
    await settle(tree, size)
  }
}

/** Compares all that is left. */
export async function finish(tree: VerifiedTree): Promise<void> {
  await settle(tree, sizeOf(tree))
  do await settleTo(tree, Math.min(sizeOf(tree), firstOf(tree) + fullWidth))
  while (tree.waiting.length > 0)
}

/** The leaf before the place `index`, as it was read or as its tile has it. */
export async function leafBefore(tree: VerifiedTree, index: number): Promise<Hash | undefined> {
  const at = index - 1 - tree.frontier.size
  const known = tree.waiting[at]
  if (known !== undefined || index === 0) return known
  const { disk, signed } = tree.options
  if (index > signed) return undefined
  const stored = await storedTile(disk, { ...tileAt(index - 1), size: signed })
  return hashIn(stored, (index - 1) % fullWidth)
}

const tileAt = (index: number): { readonly level: 0; readonly index: number } => ({
  level: 0,
  index: Math.floor(index / fullWidth),
})

function hashIn(stored: StoredTile | undefined, at: number): Hash | undefined {
  if (stored === undefined || stored === 'missing' || stored === 'malformed') return undefined
  const hash = stored.slice(at * hashBytes, (at + 1) * hashBytes)
  return hash.length === hashBytes ? hash : undefined
}

/** Where the tile begins that the next leaf is in. */
const firstOf = ({ frontier }: VerifiedTree): number => frontier.size - (frontier.size % fullWidth)

async function settleTo(tree: VerifiedTree, end: number): Promise<void> {
  const { disk, signed } = tree.options
  const begin = tree.frontier.size
  const ends: number[] = []
  for (let at = begin; at < end; at = ends.at(-1) as number)
    ends.push(Math.min(end, at - (at % fullWidth) + fullWidth))
  if (ends.length === 0) ends.push(end)
  const tiles = await Promise.all(
    ends.map((_, i) => {
      const first = i === 0 ? begin : (ends[i - 1] as number)
      return first < signed ? storedTile(disk, { ...tileAt(first), size: signed }) : undefined
    }),
  )
  let at = 0
  for (const [i, to] of ends.entries()) {
    const first = tree.frontier.size
    const leaves = tree.waiting.slice(at, at + to - first)
    at += to - first
    await add(tree, agreed(tree, first, leaves, tiles[i]))
  }
  tree.waiting.splice(0, at)
  for (const index of tree.doubtful) if (index < end) tree.doubtful.delete(index)
}

const nothing: Hash = '\0'.repeat(hashBytes)

/** The leaves to go on with: those of the lines, and the tile's where the lines themselves are in doubt. */
function agreed(
  tree: VerifiedTree,
  first: number,
  leaves: readonly (Hash | undefined)[],
  stored: StoredTile | undefined,
): readonly Hash[] {
  const skipped = first % fullWidth
  const joined = leaves.join('')
  const isWhole = joined.length === leaves.length * hashBytes
  if (isWhole && (stored === undefined || tileHolds(stored, joined, skipped))) {
    fits(tree, 0)
    return leaves as readonly Hash[]
  }
  let differs = stored === 'missing' || stored === 'malformed' ? first : undefined
  // Not by map, which steps over what is missing.
  const kept = Array.from(leaves, (leaf, i) => {
    const theirs = hashIn(stored, skipped + i)
    const isDoubtful = leaf === undefined || tree.doubtful.has(first + i)
    if (isDoubtful || theirs === undefined) return theirs ?? leaf ?? nothing
    if (leaf !== theirs) differs ??= first + i
    return leaf
  })
  if (differs === undefined) fits(tree, 0)
  else parts(tree, { ...tileAt(first), seq: differs, stored })
  return kept
}

/** Whether a tile, which may be of a longer log, has these hashes from there on. */
function tileHolds(stored: StoredTile, joined: string, skipped: number): boolean {
  if (stored === 'missing' || stored === 'malformed') return false
  const from = skipped * hashBytes
  const theirs = stored.slice(from, from + joined.length)
  return theirs === joined || (from + joined.length > stored.length && joined.startsWith(theirs))
}

const fits = (tree: VerifiedTree, level: number): void => void tree.parted.delete(level)

interface Parted {
  readonly level: number
  readonly index: number
  readonly seq: number
  readonly stored: StoredTile | undefined
}

/** Says that a tile does not fit; of several in a row, the first. */
function parts(tree: VerifiedTree, { level, index, seq, stored }: Parted): void {
  const isSaid = tree.parted.has(level)
  tree.parted.add(level)
  if (isSaid) return
  const { signed, faults } = tree.options
  const width = Math.min(fullWidth, Math.floor(signed / fullWidth ** level) - index * fullWidth)
  const detail = stored === 'missing' || stored === 'malformed' ? stored : 'other hashes'
  const file = tilePath({ level, index, width })
  const message = `${file} does not have the hashes of its entries, from entry ${seq} on: ${detail}`
  faults.report({ code: 'tile_differs', message, seq, file, detail })
}

/** Adds leaves, stopping at each size that something is known of. */
async function add(tree: VerifiedTree, leaves: readonly Hash[]): Promise<void> {
  const first = tree.frontier.size
  let at = 0
  for (const mark of await tree.options.marks.upTo(first + leaves.length)) {
    const to = Math.max(at, mark.size - first)
    await append(tree, leaves.slice(at, to))
    at = to
    await reached(tree, mark)
  }
  await append(tree, at === 0 ? leaves : leaves.slice(at))
}

/** The level of the tree that a level of tiles has for its hashes. */
const treeLevels = 8

async function append(tree: VerifiedTree, leaves: readonly Hash[]): Promise<void> {
  const full: {
    readonly level: number
    readonly last: number
    readonly hashes: readonly Hash[]
  }[] = []
  tree.frontier = appended(tree.frontier, leaves, (height, index, hash) => {
    if (height % treeLevels !== 0) return
    const level = height / treeLevels
    tree.upper[level] ??= []
    tree.upper[level].push(hash)
    if ((index + 1) % fullWidth !== 0) return
    full.push({ level, last: index, hashes: tree.upper[level] })
    tree.upper[level] = []
  })
  for (const { level, last, hashes } of full) await compareUpper(tree, level, last, hashes)
}

/** Compares the hashes that end a tile, or what there is of it, with how it is stored. */
async function compareUpper(
  tree: VerifiedTree,
  level: number,
  last: number,
  hashes: readonly Hash[],
): Promise<void> {
  const { disk, signed } = tree.options
  const index = Math.floor(last / fullWidth)
  const covered = fullWidth ** level
  if ((last + 1) * covered > signed) return
  const stored = await storedTile(disk, { level, index, size: signed })
  const skipped = (last % fullWidth) + 1 - hashes.length
  if (tileHolds(stored, hashes.join(''), skipped)) fits(tree, level)
  else parts(tree, { level, index, seq: (index * fullWidth + skipped) * covered, stored })
}

async function reached(tree: VerifiedTree, mark: Mark): Promise<void> {
  const root = rootOf(tree.frontier)
  if (mark.kind === 'seam') tree.seams.set(mark.size, root)
  else if (mark.kind === 'since') compareSince(tree, mark, root)
  else if (mark.root === root) {
    tree.hasParted = false
    tree.vouched = mark.size
  } else if (!tree.hasParted) {
    tree.hasParted = true
    const { size, kind, root: _, ...where } = mark
    const name = kind === 'latest' ? `the ${layout.checkpoint}` : 'a checkpoint'
    const message = `the first ${size} entries are not those that ${name} was signed for`
    tree.options.faults.report({ code: 'root_differs', message, seq: size, ...where })
  }
  if (mark.kind !== 'latest') return
  for (const [level, hashes] of tree.upper.entries()) {
    const last = Math.floor(mark.size / fullWidth ** level) - 1
    if (level > 0 && hashes?.length > 0) await compareUpper(tree, level, last, hashes)
  }
}

function compareSince(tree: VerifiedTree, { size, root: kept }: Mark, root: Hash): void {
  tree.sinceFits = kept === root
  if (tree.sinceFits) return
  const message = `the first ${size} entries are not those of the checkpoint that was kept elsewhere`
  tree.options.faults.report({ code: 'forked', message, seq: size })
}
