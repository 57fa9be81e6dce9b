/**
 * Networks described in a file: {@link io.synsent.scenario.Scenario} reads YAML and gives a {@link
 * io.synsent.engine.topology.Network.Builder}. The keys are in {@code docs/scenario-files.md} and,
 * for editors, in {@code scenario.schema.json} beside these classes.
 */
package io.synsent.scenario;
