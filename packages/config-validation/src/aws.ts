export {
  type AwsSecrets,
  type AwsSecretsClient,
  type AwsSecretsOptions,
  awsSecrets,
} from './secrets/aws-secrets.ts'
