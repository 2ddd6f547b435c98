import { type Change, change, copied, emptyTree, type FileTree } from './file-tree.ts'

/** What is asked of a disk: changes made at once, or that those of a file or directory be kept. */
export type Operation =
  | { readonly kind: 'changes'; readonly changes: readonly Change[] }
  | { readonly kind: 'datasync'; readonly file: number; readonly fails: boolean }
  | { readonly kind: 'syncDirectory'; readonly directory: string }

/** A disk at one moment. */
export interface Platter {
  /** As processes see it. */
  readonly seen: FileTree
  /** What survives in any case. */
  readonly kept: FileTree
  /** What may survive, in order. */
  readonly pending: readonly Pending[]
}

interface Pending {
  readonly change: Change
  /** A datasync of it has failed: the system takes it for written, and no later datasync covers it. */
  readonly lost: boolean
}

/**
 * What is left after a cut.
 *
 * - `only synced`: nothing that was not synced.
 * - `all`: everything, as after a process was killed; what was not synced still may be lost later.
 * - `names`: of what was not synced the names, and no bytes.
 * - `torn`: what was not synced up to some moment, and of the write at that moment a beginning.
 * - `holes`: of what was not synced anything, in pieces of a sector; files have grown and read as zeros.
 */
export type Survival = 'only synced' | 'all' | 'names' | 'torn' | 'holes'

/** Each of them. */
export const survivals: readonly Survival[] = ['only synced', 'all', 'names', 'torn', 'holes']

/** Without files. */
export const blank = (): Platter => ({ seen: emptyTree(), kept: emptyTree(), pending: [] })

/** The disk after an operation; the trees are changed in place. */
export function operated(platter: Platter, operation: Operation): Platter {
  const { seen, kept, pending } = platter
  if (operation.kind === 'changes') {
    for (const made of operation.changes) change(seen, made)
    const more = operation.changes.map((made) => ({ change: made, lost: false }))
    return { seen, kept, pending: [...pending, ...more] }
  }
  const covers = (made: Pending): boolean => !made.lost && covered(operation, made.change)
  if (operation.kind === 'datasync' && operation.fails) {
    const left = pending.map((made) => (covers(made) ? { ...made, lost: true } : made))
    return { seen, kept, pending: left }
  }
  for (const made of pending.filter(covers)) change(kept, made.change)
  const isGone = (made: Pending, at: number): boolean =>
    made.lost && pending.slice(at + 1).some((later) => covers(later) && cutOff(later, made))
  const left = pending.filter((made, at) => !covers(made) && !isGone(made, at))
  return { seen, kept, pending: left }
}

/** What a file was cut before, durably, does not come back. */
const cutOff = ({ change: later }: Pending, { change: made }: Pending): boolean =>
  later.kind === 'size' &&
  made.kind === 'write' &&
  later.file === made.file &&
  later.length <= made.position

const covered = (operation: Exclude<Operation, { kind: 'changes' }>, made: Change): boolean =>
  operation.kind === 'datasync'
    ? made.kind !== 'names' && made.file === operation.file
    : made.kind === 'names' && made.directory === operation.directory

/** The disk after a cut. */
export function cut(platter: Platter, survival: Survival, random: () => number): Platter {
  if (survival === 'all') {
    return { ...platter, seen: copied(platter.seen), kept: copied(platter.kept) }
  }
  const kept = copied(platter.kept)
  const pending = platter.pending.map((made) => made.change)
  for (const made of survivors[survival](pending, random)) change(kept, made)
  return { seen: copied(kept), kept, pending: [] }
}

type Choice = (pending: readonly Change[], random: () => number) => readonly Change[]

const survivors: Readonly<Record<Exclude<Survival, 'all'>, Choice>> = {
  'only synced': () => [],
  names: (pending) => pending.filter(({ kind }) => kind === 'names'),
  torn: (pending, random) => {
    // As often as not the last one: that is where writers break.
    const last = Math.max(0, pending.length - 1)
    const at = random() < 0.5 ? last : Math.floor(random() * (pending.length + 1))
    const broken = pending[at]
    if (broken?.kind !== 'write') return pending.slice(0, at)
    const bytes = broken.bytes.subarray(0, Math.floor(random() * (broken.bytes.length + 1)))
    return [...pending.slice(0, at), { ...broken, bytes }]
  },
  holes: (pending, random) => {
    const pieces = pending.flatMap(inSectors).filter(() => random() < 0.5)
    const grown = pending
      .filter((made) => made.kind === 'write')
      .map((made) => ({ ...made, bytes: noBytes, position: made.position + made.bytes.length }))
    return [...pieces, ...grown.filter(() => random() < 0.5)]
  },
}

const sector = 512
const noBytes = new Uint8Array()

function inSectors(made: Change): readonly Change[] {
  if (made.kind !== 'write') return [made]
  const pieces: Change[] = []
  for (let from = 0; from < made.bytes.length; ) {
    const position = made.position + from
    const to = Math.min(made.bytes.length, from + sector - (position % sector))
    pieces.push({ ...made, position, bytes: made.bytes.subarray(from, to) })
    from = to
  }
  return pieces
}
