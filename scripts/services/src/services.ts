import { spawnSync } from 'node:child_process'

/** What a test suite can ask a machine for. */
export type Service =
  | 'redis'
  | 'postgres'
  | 'prometheus'
  | 'promtool'
  | 'alertmanager'
  | 'amtool'
  | 'nats'
  | 'chromium'
  | 'nginx'
  | 'python-prometheus-client'

/** How a service is found on a machine, and what to install where it is not. */
export interface ServiceEntry {
  /** Names of the executable, the preferred one first. */
  readonly binaries: readonly string[]
  /** The Debian package that brings it. */
  readonly aptPackage: string
  /** Whether this executable will do; left out where any will. */
  readonly suits?: (binary: string) => boolean
}

/** Every service with its executable and its Debian package. */
export const services: Readonly<Record<Service, ServiceEntry>> = {
  redis: { binaries: ['redis-server'], aptPackage: 'redis-server' },
  postgres: { binaries: ['postgres'], aptPackage: 'postgresql' },
  prometheus: { binaries: ['prometheus'], aptPackage: 'prometheus' },
  promtool: { binaries: ['promtool'], aptPackage: 'prometheus' },
  alertmanager: {
    binaries: ['prometheus-alertmanager', 'alertmanager'],
    aptPackage: 'prometheus-alertmanager',
  },
  amtool: { binaries: ['amtool'], aptPackage: 'prometheus-alertmanager' },
  nats: { binaries: ['nats-server'], aptPackage: 'nats-server' },
  chromium: { binaries: ['chromium'], aptPackage: 'chromium' },
  nginx: { binaries: ['nginx'], aptPackage: 'nginx' },
  'python-prometheus-client': {
    binaries: ['python3'],
    aptPackage: 'python3-prometheus-client',
    suits: (python) => spawnSync(python, ['-c', 'import prometheus_client']).status === 0,
  },
}
