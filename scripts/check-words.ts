// The mistake this prevents: a sentence that only its author understands. A path on somebody's
// machine, a note to oneself, the address a lockfile was resolved from: the repository speaks of
// the product alone, to readers who have nothing but the repository.
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { allFiles } from './workspace.ts'

export const title: string = 'the repository speaks of the product alone'

interface Ban {
  readonly words: RegExp
  readonly why: string
}

const bans: readonly Ban[] = [
  {
    words: /(?<![\w.~/:])\/(?:work|root|home|Users)\/\w[\w./-]*|\b[A-Z]:\\Users\\/,
    why: 'a path on one machine',
  },
  { words: /\bfile:\/\/\/\w[^\s'"`)]*/, why: 'a path on one machine' },
  { words: /\bregistry\.[\w-]+\.(?:org|com|io|dev)\b/, why: 'a registry is the reader’s choice' },
  { words: /\b(?:TODO|FIXME|XXX|WIP)\b/, why: 'do it, or open it where others look' },
  {
    words: /\b(?:this session|previous session|language model|as an AI|sub-?agents?)\b/i,
    why: 'how it was made is not what it is',
  },
  {
    words: /(?:tarball|resolution): .*https?:\/\/[^\s}]+/,
    why: 'a lockfile names no host',
  },
]
const binary = /\.(?:png|jpe?g|gif|ico|woff2?|gz|tgz|sqlite|db|bin|wasm)$/
/** Where the words stand as data. */
const ownFiles = /^scripts\/(?:test\/)?check-words(?:\.test)?\.ts$/

export async function check(root: string): Promise<string[]> {
  return allFiles(root)
    .filter((file) => !binary.test(file) && !ownFiles.test(relative(root, file)))
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, index) => found(`${relative(root, file)}:${index + 1}`, line)),
    )
}

function found(where: string, line: string): string[] {
  return bans.flatMap(({ words, why }) => {
    const match = words.exec(line)?.[0]
    return match === undefined ? [] : [`${where}: "${match}": ${why}`]
  })
}
