/** Where load balancers and target groups are made: ids of a VPC and of at least two subnets in it. */
export interface Network {
  vpc: string;
  subnets: string[];
}

/** The sandbox's AWS takes any ids. */
export const sandboxNetwork: Network = {
  vpc: 'vpc-sandbox',
  subnets: ['subnet-0a', 'subnet-0b'],
};
