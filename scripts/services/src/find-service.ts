import { type FindBinaryOptions, findBinaries } from './find-binary.ts'
import { type Service, services } from './services.ts'

/** The executable that provides a service on this machine, or `undefined`. */
export function findService(service: Service, options: FindBinaryOptions = {}): string | undefined {
  const { binaries, suits = () => true } = services[service]
  for (const name of binaries) {
    for (const file of findBinaries(name, options)) if (suits(file)) return file
  }
  return undefined
}

/** Whether this machine has a service. Prints nothing; suites want `missing`. */
export function available(service: Service): boolean {
  return findService(service) !== undefined
}

/** The executable of a service; throws with the package to install where there is none. */
export function serviceBinary(service: Service): string {
  const binary = findService(service)
  if (binary === undefined) throw new Error(`services: ${whatToInstall(service)}`)
  return binary
}

/** What is missing and how to get it, as one clause. */
export function whatToInstall(service: Service): string {
  return `${service} is not on this machine (Debian: apt-get install ${services[service].aptPackage})`
}
