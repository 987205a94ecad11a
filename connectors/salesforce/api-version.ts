/** Winter '26. Salesforce keeps a version for at least three years; change it here and run the contract tests. */
export const apiVersion = '65.0';
