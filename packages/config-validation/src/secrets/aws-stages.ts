import { type Secret, secret, type Timers } from '@sallyport/core'

/**
 * What is needed of a client: the `SecretsManager` of `@aws-sdk/client-secrets-manager` fits as it is, its
 * `SecretsManagerClient` as `{ getSecretValue: (input) => client.send(new GetSecretValueCommand(input)) }`.
 */
export interface AwsSecretsClient {
  getSecretValue(
    input: { SecretId: string; VersionStage?: string },
    options?: { abortSignal?: AbortSignal },
  ): Promise<{
    readonly SecretString?: string | undefined
    readonly SecretBinary?: Uint8Array | undefined
  }>
}

/** The values of a secret at its two stages. */
export interface Stages {
  readonly current: Secret
  readonly previous: Secret | undefined
}

/** Both stages; undefined when there is no such secret. Rejects with the client's error. */
export async function fetchStages(
  client: AwsSecretsClient,
  id: string,
  { timeoutMs, timers }: { readonly timeoutMs: number; readonly timers: Timers },
): Promise<Stages | undefined> {
  const ending = new AbortController()
  let cancel = (): void => {}
  const late = new Promise<never>((_, reject) => {
    cancel = timers.after(timeoutMs, () => {
      ending.abort()
      reject(new Error('config-validation: AWS Secrets Manager did not answer in time'))
    })
  })
  const ask = (stage: string): Promise<Secret | undefined> =>
    fetchStage(client, { SecretId: id, VersionStage: stage }, ending.signal)
  try {
    const both = Promise.all([ask('AWSCURRENT'), ask('AWSPREVIOUS')])
    const [current, previous] = await Promise.race([both, late])
    return current && { current, previous }
  } finally {
    cancel()
  }
}

async function fetchStage(
  client: AwsSecretsClient,
  input: { SecretId: string; VersionStage: string },
  abortSignal: AbortSignal,
): Promise<Secret | undefined> {
  try {
    const { SecretString, SecretBinary } = await client.getSecretValue(input, { abortSignal })
    if (SecretString !== undefined) return secret(SecretString)
    if (SecretBinary === undefined) return undefined
    return secret(new TextDecoder('utf-8', { fatal: true }).decode(SecretBinary))
  } catch (error) {
    // Of a stage that no version has, too: before the first rotation there is none before.
    if ((error as { name?: unknown })?.name === 'ResourceNotFoundException') return undefined
    throw error
  }
}
