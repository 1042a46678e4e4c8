import type { ProviderState } from '../../../../contracts/providers.ts'
import type { Component } from '../reading/adapter.ts'
import { oneLine } from '../reading/fields.ts'

/** So that a scope can be checked although the feed only names what is in trouble. */
export const awsRegions: readonly string[] = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'us-gov-east-1', 'us-gov-west-1', 'mx-central-1'],
  ...['ca-central-1', 'ca-west-1', 'sa-east-1', 'af-south-1', 'il-central-1', 'me-central-1', 'me-south-1'],
  ...['eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
  ...['ap-east-1', 'ap-east-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-south-2'],
  ...['ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-6'],
  ...['ap-southeast-7', 'cn-north-1', 'cn-northwest-1'],
]

/** The services that most depend on, by the code that the feed uses. */
const awsServices: Readonly<Record<string, string>> = {
  acm: 'AWS Certificate Manager',
  apigateway: 'Amazon API Gateway',
  appsync: 'AWS AppSync',
  athena: 'Amazon Athena',
  autoscaling: 'Amazon EC2 Auto Scaling',
  batch: 'AWS Batch',
  bedrock: 'Amazon Bedrock',
  cloudformation: 'AWS CloudFormation',
  cloudfront: 'Amazon CloudFront',
  cloudtrail: 'AWS CloudTrail',
  cloudwatch: 'Amazon CloudWatch',
  codebuild: 'AWS CodeBuild',
  cognito: 'Amazon Cognito',
  connect: 'Amazon Connect',
  directconnect: 'AWS Direct Connect',
  dynamodb: 'Amazon DynamoDB',
  ec2: 'Amazon Elastic Compute Cloud',
  ecr: 'Amazon Elastic Container Registry',
  ecs: 'Amazon Elastic Container Service',
  eks: 'Amazon Elastic Kubernetes Service',
  elasticache: 'Amazon ElastiCache',
  elasticfilesystem: 'Amazon Elastic File System',
  elb: 'Amazon Elastic Load Balancing',
  events: 'Amazon EventBridge',
  firehose: 'Amazon Data Firehose',
  glue: 'AWS Glue',
  iam: 'AWS Identity and Access Management',
  internetconnectivity: 'AWS Internet Connectivity',
  kinesis: 'Amazon Kinesis Data Streams',
  kms: 'AWS Key Management Service',
  lambda: 'AWS Lambda',
  management: 'AWS Management Console',
  mq: 'Amazon MQ',
  msk: 'Amazon Managed Streaming for Apache Kafka',
  natgateway: 'AWS NAT Gateway',
  opensearch: 'Amazon OpenSearch Service',
  organizations: 'AWS Organizations',
  rds: 'Amazon Relational Database Service',
  redshift: 'Amazon Redshift',
  route53: 'Amazon Route 53',
  s3: 'Amazon Simple Storage Service',
  sagemaker: 'Amazon SageMaker',
  secretsmanager: 'AWS Secrets Manager',
  ses: 'Amazon Simple Email Service',
  sns: 'Amazon Simple Notification Service',
  sqs: 'Amazon Simple Queue Service',
  ssm: 'AWS Systems Manager',
  stepfunctions: 'AWS Step Functions',
  sts: 'AWS Security Token Service',
  transitgateway: 'AWS Transit Gateway',
  vpc: 'Amazon Virtual Private Cloud',
  vpn: 'AWS Site-to-Site VPN',
  waf: 'AWS WAF',
}

const suffix = new RegExp(`-(${awsRegions.join('|')})$`)

/** `ec2-eu-west-1` → `ec2` in `eu-west-1`; a global service has no region. */
export function splitService(key: string): { readonly service: string; readonly region: string | null } {
  const region = suffix.exec(key)?.[1] ?? null
  return { service: region === null ? key : key.slice(0, -region.length - 1), region }
}

/** Of one service in one region: `ec2-eu-west-1`, which belongs to `ec2`. */
export function awsComponent(key: string, name: string, state: ProviderState): Component {
  const { service, region } = splitService(key)
  return { id: key, name: oneLine(name), group: service, region, state }
}

/** Without a word of the feed all of them are well. */
export const awsCatalogue: readonly Component[] = Object.entries(awsServices).map(([service, name]) =>
  awsComponent(service, name, 'operational'),
)
