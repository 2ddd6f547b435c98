import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { verifyLog } from '@sallyport/audit-chain'
import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { send } from './keys-at-hand.ts'
import { auditKey, folder, opened, settings, settingsFrom } from './opened-service.ts'
import { started } from './process.ts'

/** The example service's audit log in a directory. */
export function auditKept(framework: Framework): void {
  const kept = () => {
    const { signingKey, verifierKey } = auditKey()
    const auditDir = join(folder(), 'audit')
    const given = { ...settings, auditDir, auditSigningKeys: [signingKey] }
    const check = () => verifyLog(auditDir, { origin: settings.auditOrigin, keys: [verifierKey] })
    return { auditDir, given, signingKey, check }
  }
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

  it('belongs to one service at a time, and needs a key that lasts', async () => {
    const { given } = kept()
    await opened(framework, given)
    await expect(opened(framework, given)).rejects.toMatchObject({ code: 'busy' })
    expect(() => settingsFrom({ AUDIT_DIR: 'audit' })).toThrow('AUDIT_SIGNING_KEY')
  })

  it('is whole when the process was asked to stop, by what the environment says', async () => {
    const { auditDir, signingKey, check } = kept()
    const server = await started(framework, {
      ADMIN_TOKEN: 'the-token',
      AUDIT_DIR: auditDir,
      AUDIT_SIGNING_KEY: signingKey.reveal(),
    })
    expect(server.printed()).toContain(`The audit log is in ${auditDir}`)
    expect((await send(`${server.url}/admin/whoami`)).status).toBe(200)
    expect(await server.stop()).toEqual({ code: 0, complaints: '' })
    const { verdict, size, signed } = await check()
    expect([verdict, size === signed, size > 3]).toEqual(['whole', true, true])
    expect(server.printed()).not.toContain(signingKey.reveal())
  })
}
