import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { served } from '../raw.ts'
import { folder, opened, settings } from './opened-service.ts'
import { ended } from './process.ts'

/** A start that cannot be: one line says why, and the exit code whether to try again. */
export function starting(framework: Framework): void {
  const notStarted = async (given: Readonly<Record<string, string>>) => {
    const { code, complaints } = await ended(framework, given)
    return { code, lines: complaints.trimEnd().split('\n') }
  }

  it('says which port somebody else has, and writes down that it ended', async () => {
    const { port } = (await served(createServer())).server.address() as AddressInfo
    for (const [name, named] of [
      ['PORT', 'HOST and PORT'],
      ['METRICS_PORT', 'METRICS_HOST and METRICS_PORT'],
    ] as const) {
      const dataDir = join(folder(), 'data')
      const { code, lines } = await notStarted({ [name]: `${port}`, DATA_DIR: dataDir })
      const why = expect.stringMatching(`EADDRINUSE.*127\\.0\\.0\\.1:${port}; correct ${named}$`)
      expect([code, lines]).toEqual([75, [why]])
      const app = await opened(framework, { ...settings, dataDir })
      const last = (await app.entries()).filter(({ type }) => type.startsWith('system.')).at(-2)
      expect(last?.type).toBe('system.shutdown')
    }
  })

  it('says which address is not of this machine', async () => {
    const { code, lines } = await notStarted({ HOST: '192.0.2.1' })
    expect([code, lines]).toEqual([78, [expect.stringContaining('192.0.2.1; correct HOST')]])
  })

  it('says in a line what cannot be used, and that it need not be tried again', async () => {
    const GITHUB_SECRET = 'short'
    for (const [given, why] of [
      [{ GITHUB_SECRET }, 'the secret "GITHUB_SECRET" of github can be guessed'],
      [{ AUDIT_SIGNING_KEY: 'q8Zr2Lw0Xc7Vq8Zr2Lw0' }, 'a signing key must be'],
      [{ AUDIT_FORMER_KEYS: 'nobody' }, 'must be an Ed25519 verifier key'],
    ] as const) {
      const { code, lines } = await notStarted(given)
      expect([code, lines]).toEqual([78, [expect.stringContaining(why)]])
    }
  })

  it('says what became of what it has kept', async () => {
    const kept = async (spoil: (dataDir: string) => void) => {
      const dataDir = folder()
      await (await opened(framework, { ...settings, dataDir })).service.close()
      spoil(dataDir)
      return notStarted({ DATA_DIR: dataDir })
    }
    const isCut = await kept((dataDir) => {
      const segments = join(dataDir, 'audit', 'segments')
      const [name = ''] = readdirSync(segments)
      const lines = readFileSync(join(segments, name), 'latin1').trimEnd().split('\n')
      writeFileSync(join(segments, name), `${lines.slice(0, -1).join('\n')}\n`, 'latin1')
    })
    expect(isCut).toEqual({ code: 78, lines: [expect.stringContaining('entries are missing')] })
    const isNone = await kept((dataDir) => {
      writeFileSync(join(dataDir, 'keys.db'), 'no database at all, however long one looks at it')
    })
    expect(isNone).toEqual({ code: 78, lines: [expect.stringContaining('keys.db cannot be used')] })
  })
}
