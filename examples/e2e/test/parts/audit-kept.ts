import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { verifyLog } from '@sallyport/audit-chain'
import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { printed } from '../world.ts'
import { send } from './keys-at-hand.ts'
import { auditKey, folder, opened, settings, verifierKeyIn } from './opened-service.ts'
import { ended, started } from './process.ts'

/** A data folder that is not there yet. */
function kept() {
  const dataDir = join(folder(), 'new', 'data')
  const auditDir = join(dataDir, 'audit')
  const given = { ...settings, dataDir }
  const check = (key = verifierKeyIn(dataDir)) =>
    verifyLog(auditDir, { origin: settings.auditOrigin, keys: [key] })
  return { dataDir, auditDir, given, check, keyFile: join(dataDir, 'audit.key') }
}

/** The example service's audit log in its data folder. */
export function auditKept(framework: Framework): void {
  keptLog(framework)
  keptKey(framework)
}

function keptLog(framework: Framework): void {
  const found = async (url: string, query: string) =>
    (await send(`${url}/admin/audit${query}`)).json().entries

  it('is kept when the service is started again, which prints nothing twice', async () => {
    const { given, check } = kept()
    const first = await opened(framework, given)
    await send(`${first.url}/admin/whoami`, undefined, { 'x-request-id': 'before' })
    await first.service.close()
    expect(await check()).toMatchObject({ verdict: 'whole', faults: [] })
    const second = await opened(framework, given)
    expect(await found(second.url, '?request_id=before&type=request.*')).toMatchObject([
      { reason: 'token_missing' },
    ])
    const verified = (await send(`${second.url}/admin/audit/verify`)).json()
    expect(verified).toMatchObject({ verdict: 'whole', first: 0 })
    const own = ['startup', 'shutdown', 'startup'].map((what) => `system.${what}`)
    const began = await found(second.url, '?type=system.*&order=oldest')
    expect(began.map(({ type }: { type: string }) => type)).toEqual(own)
    await second.service.close()
    expect(second.lines.join()).not.toContain('token_missing')
    expect(JSON.parse(second.lines[0] ?? '')).toMatchObject({ event: 'system_startup' })
  })

  it('finds a changed byte, in the service and outside of it', async () => {
    const { auditDir, given, check } = kept()
    const app = await opened(framework, given)
    await send(`${app.url}/admin/whoami`, undefined, { 'x-request-id': 'before' })
    const whole = (await send(`${app.url}/admin/audit/verify`)).json()
    expect(whole).toMatchObject({ ok: true, verdict: 'whole' })
    const [name = ''] = readdirSync(join(auditDir, 'segments'))
    const file = join(auditDir, 'segments', name)
    const lines = readFileSync(file, 'latin1')
    writeFileSync(file, lines.replace('token_missing', 'token_missinh'), 'latin1')
    const { ok, verdict, faults } = (await send(`${app.url}/admin/audit/verify`)).json()
    expect([ok, verdict]).toEqual([false, 'tampered'])
    expect(faults[0]).toMatchObject({ file: `segments/${name}` })
    expect(await check()).toMatchObject({ verdict: 'tampered', exitCode: 1 })
  })

  it('is of one process at a time: another one says who has it, and that it may be tried again', async () => {
    const { dataDir, auditDir, given } = kept()
    await opened(framework, given)
    const { code, complaints } = await ended(framework, { DATA_DIR: dataDir })
    expect(code).toBe(75)
    const lines = complaints.trimEnd().split('\n')
    expect(lines).toEqual([expect.stringContaining(`${auditDir} is written by process `)])
  })

  it('is whole when the process was asked to stop, by what the environment says', async () => {
    const { dataDir, auditDir, keyFile, check } = kept()
    const server = await started(framework, { ADMIN_TOKEN: 'the-token', DATA_DIR: dataDir })
    expect(server.printed()).toContain(`Keys are in ${join(dataDir, 'keys.db')}\n`)
    expect(server.printed()).toContain(`The audit log is in ${auditDir}, signed with ${keyFile}\n`)
    expect((await send(`${server.url}/admin/whoami`)).status).toBe(200)
    expect(await server.stop()).toEqual({ code: 0, complaints: '' })
    const { verdict, size, signed } = await check()
    expect([verdict, size === signed, size > 3]).toEqual(['whole', true, true])
    expect(server.printed()).not.toMatch(/PRIVATE/)
  })
}

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

function keptKey(framework: Framework): void {
  it('is signed with a key that is made once, for nobody else to read', async () => {
    const { dataDir, given, keyFile, check } = kept()
    await (await opened(framework, given)).service.close()
    const made = readFileSync(keyFile, 'utf8')
    expect([modeOf(dataDir), modeOf(keyFile)]).toEqual(['700', '600'])
    expect(readdirSync(dataDir).toSorted()).toEqual(['audit', 'audit.key', 'keys.db'])
    const again = await opened(framework, given)
    expect(again.lines.join()).not.toContain(made.split('\n')[0])
    await again.service.close()
    expect(readFileSync(keyFile, 'utf8')).toBe(made)
    expect(await check()).toMatchObject({ verdict: 'whole' })
    chmodSync(keyFile, 0o604)
    await (await opened(framework, given)).service.close()
    expect(printed()).toEqual([
      `${keyFile} may be read by every user of the machine: take the rights of others off it (chmod o-r)`,
    ])
  })

  it('makes no other key for a log that has lost its own', async () => {
    const { dataDir, given, keyFile, check } = kept()
    await (await opened(framework, given)).service.close()
    const key = verifierKeyIn(dataDir)
    rmSync(keyFile)
    const { code, complaints } = await ended(framework, { DATA_DIR: dataDir })
    expect([code, complaints.trimEnd().split('\n').length]).toEqual([78, 1])
    expect(complaints).toContain(`${keyFile} is missing: bring it back, or set AUDIT_SIGNING_KEY`)
    expect(await check(key)).toMatchObject({ verdict: 'whole' })
  })

  it('is signed with the key that is set, and with no other', async () => {
    const { dataDir, given, check } = kept()
    const { signingKey, verifierKey } = auditKey()
    const set = { ...given, auditSigningKeys: [signingKey] }
    await (await opened(framework, set)).service.close()
    expect(readdirSync(dataDir)).not.toContain('audit.key')
    expect(await check(verifierKey)).toMatchObject({ verdict: 'whole' })
  })

  it('says where it cannot be kept', async () => {
    const file = join(folder(), 'a file')
    writeFileSync(file, '')
    const { code, complaints } = await ended(framework, { DATA_DIR: join(file, 'data') })
    expect([code, complaints.trimEnd().split('\n').length]).toEqual([78, 1])
    expect(complaints).toMatch(/^the data folder cannot be used: ENOTDIR.*; .*DATA_DIR\n$/)
  })
}
