import { readFileSync } from 'node:fs'
import { manualTime } from '@sallyport/core/testing'
import { endTimeoutMs, type Settings } from '@sallyport-examples/service'
import { expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { Framework } from '../apps.ts'
import { until } from '../world.ts'
import { opened, settings, settingsFrom } from './opened-service.ts'

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string }
  readonly timeoutSeconds: number
  readonly periodSeconds: number
  readonly failureThreshold: number
}
interface Port {
  readonly name: string
  readonly containerPort: number
}
interface Container {
  readonly env: readonly { readonly name: string; readonly value: string }[]
  readonly ports: readonly Port[]
  readonly securityContext: { readonly readOnlyRootFilesystem: boolean }
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[]
  readonly startupProbe: Probe
  readonly livenessProbe: Probe
  readonly readinessProbe: Probe
}

/** What Kubernetes is told of the example service, and what the service does. */
export function manifest(framework: Framework): void {
  const file = new URL('../../../deploy/kubernetes.yaml', import.meta.url)
  const [deployment, service] = parseAllDocuments(readFileSync(file, 'utf8')).map((document) => {
    expect(document.errors).toEqual([])
    return document.toJS()
  })
  const pod = deployment.spec.template
  const container: Container = pod.spec.containers[0]
  const { startupProbe, livenessProbe, readinessProbe, env, ports } = container
  const probes = [startupProbe, livenessProbe, readinessProbe]
  const given: Settings = settingsFrom(
    Object.fromEntries(env.map(({ name, value }) => [name, value])),
  )

  it('sends probes and requests to where the service listens, and metrics elsewhere', () => {
    expect(ports).toEqual([
      { name: 'http', containerPort: given.port },
      { name: 'metrics', containerPort: given.metrics?.port },
    ])
    expect([given.host, given.metrics?.host]).toEqual(['0.0.0.0', '0.0.0.0'])
    expect(probes.map(({ httpGet }) => httpGet.port)).toEqual(['http', 'http', 'http'])
    expect(service.spec.ports).toEqual([{ name: 'http', port: 80, targetPort: 'http' }])
    expect(service.spec.selector).toEqual(pod.metadata.labels)
    expect(deployment.spec.selector.matchLabels).toEqual(pod.metadata.labels)
  })

  it('writes to its data folder alone', () => {
    expect(container.securityContext.readOnlyRootFilesystem).toBe(true)
    expect(container.volumeMounts).toEqual([{ name: 'data', mountPath: given.dataDir }])
    expect(pod.spec.volumes).toEqual([{ name: 'data', emptyDir: {} }])
  })

  it('drains for longer than readiness takes to notice, and is not killed before its end', () => {
    const noticedMs = 1_000 * readinessProbe.periodSeconds * readinessProbe.failureThreshold
    const answeredMs = 1_000 * readinessProbe.timeoutSeconds
    expect(given.drainMs).toBeGreaterThan(noticedMs + answeredMs)
    const graceMs = 1_000 * pod.spec.terminationGracePeriodSeconds
    expect(graceMs).toBeGreaterThan(given.drainMs + 2 * endTimeoutMs)
  })

  it('answers each probe as it is meant, in time while a check hangs, from any address', async () => {
    const { clock, monotonic, timers, advance } = manualTime(Date.parse('2026-11-21T12:00:00Z'))
    const allow = [...given.allow]
    const app = await opened(framework, { ...settings, allow }, { clock, monotonic, timers })
    const ask = async ({ httpGet }: Probe) => (await fetch(app.url + httpGet.path)).status
    for (const probe of probes) expect(await ask(probe)).toBe(200)
    let asked = 0
    const hung = () => {
      asked++
      return new Promise<never>(() => {})
    }
    app.service.health.register('hung', hung, { timeoutMs: 60_000 })
    expect(await ask(livenessProbe)).toBe(200)
    const late = ask(readinessProbe)
    await until(() => asked === 1, 'the check is asked')
    advance(1_000 * readinessProbe.timeoutSeconds - 1)
    expect(await late).toBe(503)
    expect([await ask(livenessProbe), await ask(startupProbe)]).toEqual([200, 200])
    const ended = app.service.health.drain({ delayMs: given.drainMs })
    expect([await ask(readinessProbe), await ask(livenessProbe)]).toEqual([503, 200])
    advance(given.drainMs)
    expect(await ended).toEqual({ inFlight: 0, failed: [] })
  })
}
