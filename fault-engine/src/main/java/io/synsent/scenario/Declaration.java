package io.synsent.scenario;

import io.synsent.engine.host.HostProfile;
import io.synsent.engine.network.Chain;
import io.synsent.engine.topology.HostBuilder;
import io.synsent.engine.topology.Network;
import io.synsent.engine.topology.SimulatedHost;
import io.synsent.engine.topology.SimulatedLan;

/** Turns what a file says into the declaration of a network. */
final class Declaration {

  private final Scenario scenario;

  Declaration(Scenario scenario) {
    this.scenario = scenario;
  }

  Network.Builder network(HostProfile profile, long seed) {
    Network.Builder builder = Network.builder().profile(profile).seed(seed);
    HostProfile others = profile.ofOthers();
    scenario.client().addresses().forEach(builder::address);
    if (scenario.client().gateways().isEmpty()) {
      builder.noGateway();
    } else {
      scenario.client().gateways().forEach(builder::gateway);
      builder.gatewayRouter(router -> router(router, others));
    }
    if (!scenario.client().ipv6()) {
      builder.withoutIpv6();
    }
    builder.client(client -> furnish(client, scenario.client().box(), profile, Chain.OUTPUT));
    for (Scenario.FurtherRouter further : scenario.routers()) {
      builder.router(
          further.name(),
          router -> {
            further.addresses().forEach(router::address);
            if (!further.up()) {
              router.unplugged();
            }
            furnish(router, further.box(), others, Chain.FORWARD);
          });
    }
    scenario.names().forEach((name, list) -> builder.name(name, list.toArray(String[]::new)));
    for (Scenario.Host host : scenario.hosts()) {
      builder.host(host.label(), details -> host(details, host, others));
    }
    return builder.started(this::start);
  }

  private void router(HostBuilder router, HostProfile profile) {
    scenario.router().addresses().forEach(router::address);
    if (!scenario.router().present()) {
      router.absent();
    }
    furnish(router, scenario.router().box(), profile, Chain.FORWARD);
  }

  private static void host(HostBuilder details, Scenario.Host host, HostProfile profile) {
    if (host.absent()) {
      details.absent(host.lastRouter());
    } else {
      details.lastRouter(host.lastRouter());
    }
    if (!host.up()) {
      details.unplugged();
    }
    host.closed().forEach(details::closed);
    furnish(details, host.box(), profile, Chain.INPUT);
  }

  private static void furnish(
      HostBuilder details, Scenario.Box box, HostProfile profile, Chain chain) {
    if (box.hasOwnProfile()) {
      details.profile(box.profileIn(profile));
    }
    details.latency(box.delay());
    box.routes().forEach(route -> RouteWords.parse(route).declare(details));
    box.firewall().forEach(rule -> details.firewall(FirewallWords.parse(rule, chain)));
    for (Scenario.Listen listen : box.listens()) {
      if (listen.full()) {
        details.full(listen.port(), listen.backlog().orElse(1));
      } else if (listen.backlog().isEmpty()) {
        details.open(listen.port());
      }
    }
  }

  /** What only a network that is there already can be told. */
  private void start(Network network) {
    SimulatedHost client = network.client();
    for (String entry : scenario.client().neighbours()) {
      Words.Neighbour neighbour = Words.Neighbour.parse(entry);
      client.setNeighbour(neighbour.address(), neighbour.mac(), neighbour.state());
    }
    for (Scenario.Host host : scenario.hosts()) {
      listenWithoutAccepting(network, host);
    }
    for (Scenario.Lan lan : scenario.lans()) {
      lan(network.lan(lan.prefix()), lan);
    }
    for (Event event : scenario.events()) {
      if (event.atNanos() < 0) {
        event.perform(scenario, network);
      } else {
        network.at(event.atNanos(), () -> event.perform(scenario, network));
      }
    }
  }

  private static void listenWithoutAccepting(Network network, Scenario.Host host) {
    for (Scenario.Listen listen : host.box().listens()) {
      if (!listen.full() && listen.backlog().isPresent()) {
        network
            .host(host.label())
            .listenWithoutAccepting(listen.port(), listen.backlog().getAsInt());
      }
    }
  }

  private static void lan(SimulatedLan lan, Scenario.Lan said) {
    said.delay().ifPresent(lan::setLatency);
    if (said.cut()) {
      lan.setPartitioned(true);
    }
    said.rules().forEach(rule -> rule.impair(lan));
    if (said.loss() > 0) {
      lan.lose(said.loss(), frame -> true);
    }
  }
}
