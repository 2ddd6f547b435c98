import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { systemRandom } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import type { Anchor } from '../src/anchor.ts'
import { fileAnchor } from '../src/anchors/file-anchor.ts'
import type { AuditLog } from '../src/audit-log.ts'
import { layout, segmentPath } from '../src/layout.ts'
import { openAuditLog } from '../src/open-audit-log.ts'
import { verifyLog } from '../src/verify-log.ts'
import { keyOf } from './support/keys.ts'
import { numbered, origin, steady } from './support/open-on.ts'
import { scratchDirectory } from './support/scratch-directory.ts'

const keys = [keyOf(origin).verifierKey]
const open = (
  directory: string,
  anchors: readonly Anchor[] = [],
  key = keyOf(origin),
): Promise<AuditLog> =>
  openAuditLog(directory, {
    ...{ ...steady(), random: systemRandom, signingKeys: [key.signingKey], anchors },
  })

async function appended(log: AuditLog, from: number, to: number): Promise<string> {
  for (let number = from; number < to; number++) await log.append(numbered(number))
  const checkpoint = await log.checkpoint()
  await log.close()
  return checkpoint
}

/** A log of 40 entries with an anchor, and a copy of its directory from when it had 20. */
async function attacked() {
  const root = scratchDirectory()
  const [directory, copy] = [join(root, 'log'), join(root, 'copy')]
  mkdirSync(join(root, 'elsewhere'))
  const anchor = fileAnchor(join(root, 'elsewhere', 'head'))
  const early = await appended(await open(directory, [anchor]), 0, 20)
  cpSync(directory, copy, { recursive: true })
  const late = await appended(await open(directory, [anchor]), 20, 40)
  const set = async (since?: string) => {
    const { verdict, faults } = await verifyLog(directory, {
      origin,
      keys,
      ...(since && { since }),
    })
    return [verdict, ...faults.map(({ code }) => code)]
  }
  return { directory, copy, anchor, early, late, verified: set }
}

describe('the whole directory set back to a copy from before', () => {
  it('is not opened, found by what was kept elsewhere, and by nothing else', async () => {
    const { directory, copy, anchor, early, late, verified } = await attacked()
    rmSync(directory, { recursive: true })
    renameSync(copy, directory)
    expect(await verified()).toEqual(['whole'])
    expect(await verified(early)).toEqual(['whole'])
    expect(await verified(late)).toEqual(['tampered', 'rolled_back'])
    await expect(open(directory, [anchor])).rejects.toMatchObject({
      code: 'rolled_back',
      message: expect.stringContaining('has seen 40 entries, and the log has 20'),
    })
    // It has given up its lock, and has changed nothing.
    expect(await verified()).toEqual(['whole'])
    await (await open(directory)).close()
  })

  it('and grown again by others is another log', async () => {
    const { directory, copy, anchor, late, verified } = await attacked()
    rmSync(directory, { recursive: true })
    renameSync(copy, directory)
    await appended(await open(directory), 100, 130)
    expect(await verified()).toEqual(['whole'])
    expect(await verified(late)).toEqual(['tampered', 'forked'])
    await expect(open(directory, [anchor])).rejects.toMatchObject({ code: 'rolled_back' })
  })

  it('deleted and begun anew with the key is another log, too', async () => {
    const { directory, anchor, early, late, verified } = await attacked()
    rmSync(directory, { recursive: true })
    await expect(open(directory, [anchor])).rejects.toMatchObject({ code: 'rolled_back' })
    await appended(await open(directory), 200, 260)
    expect(await verified()).toEqual(['whole'])
    for (const since of [early, late]) expect(await verified(since)).toEqual(['tampered', 'forked'])
    await expect(open(directory, [anchor])).rejects.toMatchObject({ code: 'rolled_back' })
  })
})

describe('the end cut off by somebody without the key', () => {
  it('is found by the checkpoint that is there', async () => {
    const { directory, verified } = await attacked()
    const segment = join(directory, segmentPath(0))
    const lines = readFileSync(segment, 'utf8').split('\n')
    truncateSync(segment, Buffer.byteLength(lines.slice(0, 30).join('\n')) + 1)
    expect(await verified()).toEqual(['tampered', 'truncated'])
    await expect(open(directory)).rejects.toMatchObject({ code: 'truncated' })
    rmSync(join(directory, layout.position))
    await expect(open(directory)).rejects.toMatchObject({ code: 'truncated' })
  })

  it('with an older checkpoint and its tiles put back, only by what was kept elsewhere', async () => {
    const { directory, copy, anchor, late, verified } = await attacked()
    const segment = join(directory, segmentPath(0))
    const lines = readFileSync(segment, 'utf8').split('\n')
    truncateSync(segment, Buffer.byteLength(lines.slice(0, 20).join('\n')) + 1)
    for (const path of [layout.checkpoint, layout.checkpoints, layout.position, 'tile']) {
      rmSync(join(directory, path), { recursive: true })
      cpSync(join(copy, path), join(directory, path), { recursive: true })
    }
    expect(await verified()).toEqual(['whole'])
    expect(await verified(late)).toEqual(['tampered', 'rolled_back'])
    await expect(open(directory, [anchor])).rejects.toMatchObject({ code: 'rolled_back' })
  })

  it('and other entries written and signed with a key of their own are nobody’s', async () => {
    const { directory, late, verified } = await attacked()
    rmSync(directory, { recursive: true })
    await appended(await open(directory, [], keyOf(origin, 7)), 0, 40)
    expect(await verified()).toEqual(['unverifiable'])
    expect(await verified(late)).toEqual(['tampered', 'forked'])
    await expect(open(directory)).rejects.toMatchObject({ code: 'damaged' })
  })
})
