// A module of its own, so that a command loads it only to ask, and none of the library's other prompts with it.
export { confirm } from "@inquirer/prompts";
