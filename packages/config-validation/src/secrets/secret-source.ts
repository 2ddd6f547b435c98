import type { LiveSecret } from '../fields/rotating-secret.ts'

/** Where secrets are kept. */
export interface SecretSource {
  /**
   * The values of a secret that live now; undefined where there is no such secret. Rejects where that
   * cannot be told, never with a value.
   */
  read(name: string): Promise<LiveSecret | undefined>
}
