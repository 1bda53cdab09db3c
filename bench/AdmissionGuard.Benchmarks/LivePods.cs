using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Benchmarks;

/// <summary>Writes pods as an API server does: compact, and 3.4 KB each with managed fields, volumes and tolerations, as recorded ones have.</summary>
internal static class LivePods
{
    public static string List(IEnumerable<Pod> pods) =>
        $$"""{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"1000"},"items":[{{string.Join(',', pods.Select((pod, i) => Of(pod, i, "")))}}]}""";

    public static string Events(IEnumerable<Pod> pods) => string.Concat(
        pods.Select((pod, i) => $$"""{"type":"MODIFIED","object":{{Object(pod, i)}}}""" + "\n"));

    /// <summary>One pod by itself.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="number">Tells it from all others.</param>
    public static string Object(Pod pod, int number) => Of(pod, number, "\"kind\":\"Pod\",\"apiVersion\":\"v1\",");

    private static string Of(Pod pod, int number, string kind)
    {
        var labels = string.Join(',', pod.Labels.Pairs.ToArray().Select(pair => $"\"{pair.Key}\":\"{pair.Value}\""));
        var address = pod.Addresses[0].ToString();
        return $$$$"""
            {{{{{kind}}}}"metadata":{"name":"{{{{pod.Key.Name}}}}","generateName":"{{{{pod.Workload.Name}}}}-6d4cf56db6-","namespace":"{{{{pod.Key.Namespace}}}}","uid":"{{{{number:D8}}}}-97ea-4266-9ba8-f136f2a0fcd1","resourceVersion":"{{{{number + 1}}}}","generation":1,"creationTimestamp":"2026-11-21T22:48:01Z","labels":{{{{{labels}}}}},"ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"{{{{pod.Workload.Name}}}}-6d4cf56db6","uid":"5aa72ca3-5c5a-4e93-9d2e-f0d1a5a4a2d2","controller":true,"blockOwnerDeletion":true}],
            """ + ManagedFields.Replace("ADDRESS", address, StringComparison.Ordinal)
            + $$$$"""
            "spec":{"volumes":[{"name":"kube-api-access-t5pn7","projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},{"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}},{"downwardAPI":{"items":[{"path":"namespace","fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"}}]}}],"defaultMode":420}}],"containers":[{"name":"c","image":"registry.invalid/web:1","ports":[{"name":"http","containerPort":8080,"protocol":"TCP"}],"env":[{"name":"LOG_LEVEL","value":"info"},{"name":"POD_IP","valueFrom":{"fieldRef":{"apiVersion":"v1","fieldPath":"status.podIP"}}}],"resources":{"requests":{"cpu":"100m","memory":"128Mi"}},"volumeMounts":[{"name":"kube-api-access-t5pn7","readOnly":true,"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}],"livenessProbe":{"httpGet":{"path":"/healthz","port":8080,"scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":10},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","serviceAccountName":"default","serviceAccount":"default","nodeName":"{{{{pod.NodeName}}}}","securityContext":{},"schedulerName":"default-scheduler","tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300},{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}],"priority":0,"enableServiceLinks":true,"preemptionPolicy":"PreemptLowerPriority"},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True","lastProbeTime":null,"lastTransitionTime":"2026-11-21T22:48:05Z"}],"hostIP":"192.0.2.1","hostIPs":[{"ip":"192.0.2.1"}],"podIP":"{{{{address}}}}","podIPs":[{"ip":"{{{{address}}}}"}],"qosClass":"Burstable"}}
            """;
    }

    private const string ManagedFields = """
        "managedFields":[{"manager":"kube-controller-manager","operation":"Update","apiVersion":"v1","time":"2026-11-21T22:48:01Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:generateName":{},"f:labels":{".":{},"f:app":{},"f:pod-template-hash":{}},"f:ownerReferences":{".":{},"k:{\"uid\":\"5aa72ca3-5c5a-4e93-9d2e-f0d1a5a4a2d2\"}":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:image":{},"f:imagePullPolicy":{},"f:name":{},"f:ports":{".":{},"k:{\"containerPort\":8080,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{},"f:name":{},"f:protocol":{}}},"f:resources":{},"f:terminationMessagePath":{},"f:terminationMessagePolicy":{}}},"f:dnsPolicy":{},"f:enableServiceLinks":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{},"f:terminationGracePeriodSeconds":{}}}},{"manager":"kubelet","operation":"Update","apiVersion":"v1","time":"2026-11-21T22:48:01Z","fieldsType":"FieldsV1","fieldsV1":{"f:status":{"f:hostIP":{},"f:phase":{},"f:podIP":{},"f:podIPs":{".":{},"k:{\"ip\":\"ADDRESS\"}":{".":{},"f:ip":{}}}}},"subresource":"status"}]},
        """;
}
