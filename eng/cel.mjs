// Evaluates CEL as an API server does in a ValidatingAdmissionPolicy: variables first, each by its name, then what must hold.
// Standard input: [{variables: [{name, expression}], validations: [{expression, message, messageExpression}], bindings: {...}}].
// Standard output: for each of them the messages of what does not hold; an expression that fails does not hold (failurePolicy: Fail).
import { readFileSync } from "node:fs";
import { run } from "@bufbuild/cel";

const told = (expression, bindings) => {
  const value = run(expression, bindings);
  if (value instanceof Error) {
    throw value;
  }
  return value;
};

const messages = ({ variables = [], validations, bindings }) => {
  const known = { ...bindings, variables: {} };
  return validations.flatMap(({ expression, message, messageExpression }) => {
    try {
      for (const variable of variables) {
        known.variables[variable.name] ??= told(variable.expression, known);
      }
      return told(expression, known) === true ? [] : [messageExpression ? told(messageExpression, known) : message];
    } catch (error) {
      return [`error: ${error.message}`];
    }
  });
};

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(messages)));
