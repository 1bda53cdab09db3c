#!/usr/bin/env python3
"""A cluster's dump and a large change of its policies, the same bytes for the same numbers.

Usage: bench/changes.py PATH_OF_clusters.py OUT [--ns 100] [--wl 20] [--replicas 5] [--changes 500] [--pruned 20]

writes OUT/cluster.json, as `kubectl get namespaces,nodes,pods,services,networkpolicies -A -o json` prints it with as much beside the fields
that count as real pods have, and OUT/change/, one manifest a policy: two of three edit a policy that is stored (rules widened, narrowed,
emptied, given another port, a peer renamed), one is new. Policies labelled `bench.example/retired=true` are missing from it, for --prune.
"""
import argparse
import copy
import importlib.util
import json
import os
import random

RETIRED = {'bench.example/retired': 'true'}


def generator(path):
    spec = importlib.util.spec_from_file_location('clusters', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def padded(pod, number):
    """What a real pod has besides what counts: about 5 KB, as kubectl indents it."""
    name, (container,) = pod['metadata']['name'], pod['spec']['containers']
    stamp = '2026-03-01T08:00:00Z'
    pod['metadata'].update(
        uid=f'{number:08x}-6393-11e8-b7cc-42010a800002', resourceVersion=str(100_000 + number), creationTimestamp=stamp, generateName=name[:-5],
        labels=dict(pod['metadata']['labels'], **{'pod-template-hash': '6d4cf56db6'}),
        annotations={'prometheus.io/scrape': 'true', 'kubectl.kubernetes.io/restartedAt': stamp})
    container.update(
        image='registry.example/team/service:1.27.4', imagePullPolicy='IfNotPresent',
        env=[{'name': f'SETTING_{i}', 'valueFrom': {'secretKeyRef': {'name': 'settings', 'key': f'setting-{i}'}}} for i in range(4)],
        resources={'limits': {'cpu': '500m', 'memory': '512Mi'}, 'requests': {'cpu': '100m', 'memory': '256Mi'}},
        readinessProbe={'httpGet': {'path': '/ready', 'port': 'http', 'scheme': 'HTTP'}, 'periodSeconds': 10, 'timeoutSeconds': 1},
        livenessProbe={'httpGet': {'path': '/live', 'port': 'http', 'scheme': 'HTTP'}, 'periodSeconds': 10, 'timeoutSeconds': 1},
        terminationMessagePath='/dev/termination-log', terminationMessagePolicy='File',
        volumeMounts=[{'name': 'token', 'mountPath': '/var/run/secrets/kubernetes.io/serviceaccount', 'readOnly': True}])
    pod['spec'].update(
        dnsPolicy='ClusterFirst', enableServiceLinks=True, preemptionPolicy='PreemptLowerPriority', priority=0, restartPolicy='Always',
        schedulerName='default-scheduler', serviceAccountName='default', terminationGracePeriodSeconds=30,
        tolerations=[{'effect': 'NoExecute', 'key': f'node.kubernetes.io/{what}', 'operator': 'Exists', 'tolerationSeconds': 300}
                     for what in ('not-ready', 'unreachable')],
        volumes=[{'name': 'token', 'projected': {'defaultMode': 420, 'sources': [
            {'serviceAccountToken': {'expirationSeconds': 3607, 'path': 'token'}},
            {'configMap': {'items': [{'key': 'ca.crt', 'path': 'ca.crt'}], 'name': 'kube-root-ca.crt'}}]}}])
    pod['status'].update(
        qosClass='Burstable', startTime=stamp,
        conditions=[{'lastProbeTime': None, 'lastTransitionTime': stamp, 'status': 'True', 'type': what}
                    for what in ('PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled')],
        containerStatuses=[{'containerID': f'containerd://{number:064x}', 'image': container['image'], 'name': container['name'],
                            'ready': True, 'restartCount': 0, 'started': True, 'state': {'running': {'startedAt': stamp}}}])


def edit(policy, n, rnd):
    """Another version of a policy, as people make them."""
    policy = copy.deepcopy(policy)
    spec = policy['spec']
    name, rules = next(((d, spec[d]) for d in ('ingress', 'egress') if spec.get(d)), ('ingress', None))
    kind = n % 8
    if rules is None:  # a default deny is opened for what monitors
        spec['ingress'] = [{'from': [{'namespaceSelector': {'matchLabels': {'kubernetes.io/metadata.name': 'monitoring'}}}]}]
    elif kind == 0:  # a template renders nothing
        spec[name] = []
    elif kind in (1, 2):  # another port
        rules[0].setdefault('ports', []).append({'protocol': 'TCP', 'port': 9090 + rnd.randrange(4)})
    elif kind in (3, 4):  # another peer
        tier = {'podSelector': {'matchLabels': {'tier': rnd.choice(['web', 'api', 'batch'])}}}
        rules.append({'from' if name == 'ingress' else 'to': [tier], 'ports': [{'protocol': 'TCP', 'port': 8443}]})
    elif kind == 5:  # a peer that is not there
        rules[0]['from' if name == 'ingress' else 'to'] = [{'podSelector': {'matchLabels': {'app': f'web-0{rnd.randrange(5)}x'}}}]
    elif kind == 6:  # a smaller range of ports
        rules[0]['ports'] = [{'protocol': 'TCP', 'port': 8000 + 10 * rnd.randrange(20)}]
    else:  # everybody in the namespace
        rules[0]['from' if name == 'ingress' else 'to'] = [{'podSelector': {}}]
    return policy


def new(namespace, n, rnd, workloads):
    """A policy that was not there."""
    one, other = rnd.sample(workloads, 2)
    direction, peers = (('Ingress', 'from'), ('Egress', 'to'))[n % 2]
    peer = {'podSelector': {'matchLabels': {'app': other['name']}}}
    if n % 3 == 0:
        peer['namespaceSelector'] = {'matchLabels': {'team': rnd.choice(['red', 'blue', 'green', 'gold'])}}
    if n % 11 == 0:
        peer = {'ipBlock': {'cidr': f'10.{64 + rnd.randrange(2)}.{rnd.randrange(40)}.0/24'}}
    rule = {peers: [peer], 'ports': [{'protocol': 'TCP', 'port': (one if n % 2 == 0 else other)['base']}]}
    return {
        'apiVersion': 'networking.k8s.io/v1', 'kind': 'NetworkPolicy', 'metadata': {'name': f'new-{n:03d}', 'namespace': namespace},
        'spec': {'podSelector': {'matchLabels': {'app': one['name']}}, 'policyTypes': [direction], direction.lower(): [rule]}}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('generator')
    arguments.add_argument('out')
    for name, value in (('ns', 100), ('wl', 20), ('replicas', 5), ('changes', 500), ('pruned', 20), ('seed', 1)):
        arguments.add_argument(f'--{name}', type=int, default=value)
    args = arguments.parse_args()
    args.cidrs, args.kind = 8, 'Pod'
    clusters, rnd = generator(args.generator), random.Random(args.seed)
    cluster = clusters.build(args)
    items = [{'apiVersion': 'v1', 'kind': 'Node', 'metadata': {'name': 'node-1'},
              'status': {'addresses': [{'type': 'InternalIP', 'address': '172.16.0.1'}]}}]
    stored = []
    for namespace, labels, workloads, policies in cluster:
        for item in clusters.docs(namespace, labels, workloads, policies, args):
            if item['kind'] == 'Pod':
                padded(item, len(items))
            elif item['kind'] == 'Service' and item['metadata']['name'] == 'coredns':
                item['metadata']['name'] = 'kube-dns'
                item['spec']['clusterIP'] = '10.96.0.10'
            elif item['kind'] == 'NetworkPolicy':
                stored.append(item)
            items.append(item)

    chosen = rnd.sample(range(len(stored)), args.changes * 2 // 3 + args.pruned)
    retired, edited = chosen[:args.pruned], sorted(chosen[args.pruned:])
    for number in retired:
        stored[number]['metadata']['labels'] = RETIRED
    places = [one for one in cluster if one[3]]
    change = [edit(stored[number], n, rnd) for n, number in enumerate(edited)]
    for n in range(args.changes - len(edited)):
        namespace, _, workloads, _ = rnd.choice(places)
        change.append(new(namespace, n, rnd, workloads))

    os.makedirs(f'{args.out}/change', exist_ok=True)
    with open(f'{args.out}/cluster.json', 'w') as file:
        json.dump({'apiVersion': 'v1', 'items': items, 'kind': 'List', 'metadata': {'resourceVersion': ''}}, file, indent=4)
    for policy in change:
        with open(f"{args.out}/change/{policy['metadata']['namespace']}-{policy['metadata']['name']}.yaml", 'w') as file:
            file.write(clusters.y(policy))
    pods = sum(item['kind'] == 'Pod' for item in items)
    print(f'{pods} pods, {len(stored)} policies; {len(edited)} edited, {args.changes - len(edited)} new, {args.pruned} retired')


if __name__ == '__main__':
    main()
