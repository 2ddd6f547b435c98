import { accessSync, constants, readdirSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where {@link findBinary} looks. */
export interface FindBinaryOptions {
  /** @default process.env.PATH */
  readonly path?: string
  /**
   * Folders to try after those of `path`.
   * @default the sbin folders, then Debian's PostgreSQL folders with the newest first
   */
  readonly folders?: readonly string[]
}

/** The first executable file of that name, or `undefined`. */
export function findBinary(name: string, options: FindBinaryOptions = {}): string | undefined {
  return findBinaries(name, options).next().value
}

/** Every executable file of that name, in the order in which the folders are tried. */
export function* findBinaries(
  name: string,
  { path = process.env.PATH ?? '', folders = unlistedFolders() }: FindBinaryOptions = {},
): Generator<string, undefined> {
  for (const folder of [...path.split(delimiter), ...folders]) {
    const file = join(folder, name)
    if (folder !== '' && isExecutable(file)) yield file
  }
}

function unlistedFolders(): string[] {
  return ['/usr/local/sbin', '/usr/sbin', ...postgresFolders('/usr/lib/postgresql')]
}

/** Debian's folders of PostgreSQL programs, which are not on the PATH, the newest first. */
export function postgresFolders(root: string): string[] {
  try {
    return readdirSync(root)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(root, version, 'bin'))
  } catch {
    return []
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
