import { type Contents, emptyContents, resize, writeAt } from '../../src/contents.ts'

/** What a directory has under a name: a file, by number, or a directory. */
export type Entry = number | 'directory'

/** Files by number, and the names that each directory, by path, has for them. */
export interface FileTree {
  readonly files: Map<number, Contents>
  readonly names: Map<string, Map<string, Entry>>
}

/** The smallest thing that happens to a file or to a directory: all of it survives, or none. */
export type Change =
  | {
      readonly kind: 'write'
      readonly file: number
      readonly position: number
      readonly bytes: Uint8Array
    }
  | { readonly kind: 'size'; readonly file: number; readonly length: number }
  | { readonly kind: 'names'; readonly directory: string; readonly set: readonly Naming[] }

/** A name that stands for something, or no longer for anything. */
export type Naming = readonly [name: string, entry: Entry | undefined]

/** Without files. */
export const emptyTree = (): FileTree => ({ files: new Map(), names: new Map() })

/** Makes a change. */
export function change(tree: FileTree, made: Change): void {
  if (made.kind === 'write') writeAt(fileOf(tree, made.file), made.bytes, made.position)
  else if (made.kind === 'size') resize(fileOf(tree, made.file), made.length)
  else {
    for (const [name, entry] of made.set) {
      if (entry === undefined) namesOf(tree, made.directory).delete(name)
      else namesOf(tree, made.directory).set(name, entry)
      // Its number is taken from now on, though it has no bytes.
      if (typeof entry === 'number') fileOf(tree, entry)
    }
  }
}

/** A file's bytes; it has none before it is written to. */
export function fileOf(tree: FileTree, file: number): Contents {
  const found = tree.files.get(file) ?? emptyContents()
  tree.files.set(file, found)
  return found
}

/** What a directory has, also one that nothing leads to. */
export function namesOf(tree: FileTree, directory: string): Map<string, Entry> {
  const found = tree.names.get(directory) ?? new Map<string, Entry>()
  tree.names.set(directory, found)
  return found
}

/** A copy that shares nothing. */
export const copied = (tree: FileTree): FileTree => ({
  files: new Map(
    [...tree.files].map(([file, { bytes, size }]) => [file, { bytes: bytes.slice(0, size), size }]),
  ),
  names: new Map([...tree.names].map(([directory, names]) => [directory, new Map(names)])),
})

/** What is at a path, if each name on the way there stands for a directory. */
export function entryAt(tree: FileTree, path: string): Entry | undefined {
  if (path === '') return 'directory'
  const cut = path.lastIndexOf('/')
  const directory = path.slice(0, Math.max(0, cut))
  if (entryAt(tree, directory) !== 'directory') return undefined
  return tree.names.get(directory)?.get(path.slice(cut + 1))
}
