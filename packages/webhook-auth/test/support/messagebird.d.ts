/** What tests use of a module that its library gives no types for. */
declare module 'messagebird/lib/webhook-signature-jwt.js' {
  import type { KeyObject } from 'node:crypto'

  interface VerifyOptions {
    readonly validateUrl: boolean
  }
  const library: {
    readonly VerifyOptions: new (url: boolean, payload: boolean, jwt: object) => VerifyOptions
    verify(
      url: string,
      body: Uint8Array,
      token: string,
      key: KeyObject,
      options: VerifyOptions,
    ): Promise<boolean>
  }
  export default library
}
