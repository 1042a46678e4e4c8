/** As the feed writes them, so that a scope can be checked although the feed only names what is in trouble. */
export const azureRegions: readonly string[] = [
  ...['East US', 'East US 2', 'Central US', 'North Central US', 'South Central US', 'West Central US', 'West US'],
  ...['West US 2', 'West US 3', 'Canada Central', 'Canada East', 'Mexico Central', 'Brazil South', 'Brazil Southeast'],
  ...['Chile Central', 'North Europe', 'West Europe', 'UK South', 'UK West', 'France Central', 'France South'],
  ...['Germany West Central', 'Germany North', 'Switzerland North', 'Switzerland West', 'Norway East', 'Norway West'],
  ...['Sweden Central', 'Poland Central', 'Italy North', 'Spain Central', 'Austria East', 'Israel Central'],
  ...['Qatar Central', 'UAE North', 'UAE Central', 'South Africa North', 'South Africa West', 'East Asia'],
  ...['Southeast Asia', 'Australia East', 'Australia Southeast', 'Australia Central', 'Australia Central 2'],
  ...['New Zealand North', 'Japan East', 'Japan West', 'Korea Central', 'Korea South', 'Central India', 'South India'],
  ...['West India', 'Indonesia Central', 'Malaysia West'],
]
