import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Disk } from '../../src/disk.ts'
import { readFile } from '../../src/disk-files.ts'

const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest()

/** All tiles that C2SP tlog-tiles wants of a log of the entries `0`, `1` …, by their paths. */
export function naiveTiles(size: number): ReadonlyMap<string, string> {
  const tiles = known.get(size) ?? made(size)
  known.set(size, tiles)
  return tiles
}

const known = new Map<number, ReadonlyMap<string, string>>()

function made(size: number): ReadonlyMap<string, string> {
  const tiles = new Map<string, string>()
  let hashes = Array.from({ length: size }, (_, i) =>
    sha256(Uint8Array.of(0), Buffer.from(String(i))),
  )
  for (let level = 0; hashes.length > 0; level++) {
    for (let at = 0; at < hashes.length; at += 256) {
      const tile = hashes.slice(at, at + 256)
      const partial = tile.length < 256 ? `.p/${tile.length}` : ''
      tiles.set(`tile/${level}/${numbered(at / 256)}${partial}`, hex(Buffer.concat(tile)))
    }
    for (let wide = 0; wide < 8; wide++) hashes = parents(hashes)
  }
  return tiles
}

/** Only the whole ones: those of two children. */
const parents = (hashes: readonly Buffer[]): Buffer[] =>
  Array.from({ length: Math.floor(hashes.length / 2) }, (_, i) =>
    sha256(Uint8Array.of(1), hashes[2 * i] as Buffer, hashes[2 * i + 1] as Buffer),
  )

/** tlog-tiles: three digits each, all but the last element with an x. */
function numbered(index: number): string {
  const low = String(index % 1_000).padStart(3, '0')
  return index < 1_000 ? low : `x${String(Math.floor(index / 1_000)).padStart(3, '0')}/${low}`
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** All files below `tile/` of a directory. */
export function tilesIn(directory: string): ReadonlyMap<string, string> {
  const entries = readdirSync(join(directory, 'tile'), { recursive: true, withFileTypes: true })
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(directory, path), hex(readFileSync(path))]),
  )
}

/** Every file of the tiles of this size, as the disk has it. */
export async function tilesOf(disk: Disk, size: number): Promise<ReadonlyMap<string, string>> {
  const files = [...naiveTiles(size).keys()].map(async (path) => {
    const bytes = await readFile(disk, path, 8_192)
    return [path, Buffer.from(bytes ?? []).toString('hex')] as const
  })
  return new Map(await Promise.all(files))
}

/** Every file below a directory. */
export async function namesBelow(disk: Disk, directory: string): Promise<readonly string[]> {
  const names = (await disk.list(directory)).map((name) => `${directory}/${name}`)
  const below = names.map((name) =>
    name.endsWith('/') ? namesBelow(disk, name.slice(0, -1)) : [name],
  )
  return (await Promise.all(below)).flat()
}
