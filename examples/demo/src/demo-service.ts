import {
  createService,
  type Downstream,
  loadSettings,
  type Service,
  type Settings,
  standIn,
} from '@sallyport-examples/service'

/** As many webhooks as a sender may deliver in a minute: few enough that a flood is seen. */
const hooksPerMinute = 100

/** The service as somebody would run it on one machine: everything it keeps is in the folder. */
export async function demoService(folder: string): Promise<{
  readonly service: Service
  readonly settings: Settings
  /** The other system is well from now on. */
  recover(): void
}> {
  const env = {
    NODE_ENV: 'development',
    DATA_DIR: folder,
    AUDIT_ORIGIN: 'demo.example/audit',
    // Callers come from several places, as a proxy would say.
    ALLOW: '0.0.0.0/0, ::/0',
    TRUSTED_PROXIES: '127.0.0.0/8',
    HOOKS_PER_MINUTE: `${hooksPerMinute}`,
    DRAIN_MS: '0',
    PUBLIC_URL: 'https://hooks.example',
  }
  // Not those of whoever tries it: what it sends fits these.
  const { settings } = loadSettings({ env, cwd: folder })
  const { downstream, recover } = struggling()
  return { service: await createService(settings, () => {}, { downstream }), settings, recover }
}

/** Slow, and fails at one record of twenty-five until it recovers. */
function struggling() {
  const [slow, failing] = [0, 100].map((downstreamFails) =>
    standIn({ downstreamMs: 25, downstreamFails }),
  ) as [Downstream, Downstream]
  let [isWell, tried] = [false, 0]
  const downstream: Downstream = {
    create: (...record) => (isWell || ++tried % 25 > 0 ? slow : failing).create(...record),
  }
  return {
    downstream,
    recover(): void {
      isWell = true
    },
  }
}
