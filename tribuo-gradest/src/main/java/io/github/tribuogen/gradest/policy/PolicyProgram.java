/*
 * Copyright 2026 The Tribuo Generative authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.github.tribuogen.gradest.policy;

import io.github.tribuogen.gradest.estimator.Estimate;
import io.github.tribuogen.gradest.estimator.GradientEstimator;
import io.github.tribuogen.gradest.law.Law;
import io.github.tribuogen.gradest.law.Loss;
import io.github.tribuogen.neural.grad.Gradients;
import io.github.tribuogen.neural.graph.DType;
import io.github.tribuogen.neural.graph.Tensor;
import io.github.tribuogen.neural.nn.Network;
import io.github.tribuogen.neural.nn.ParameterScope;
import io.github.tribuogen.neural.optim.Optimiser;
import io.github.tribuogen.neural.runtime.StepContext;
import io.github.tribuogen.neural.runtime.TrainingProgram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * One update of a policy from whole episodes (Grathwohl et al. 2018, section 3.3):
 *
 * <p>{@code d/d theta E[return] ~ 1/E sum over episodes and steps of an estimate of d/d lambda E[(R_t - V(s_t)) given s_t], times d
 * lambda/d theta}
 *
 * <p>with lambda the parameters of the law of actions. The estimator sees {@code f = -(R_t - V(s_t))} as a black box of the action that
 * was done; a control variate may read the observation. With the score function this is the actor-critic A2C, with RELAX and LAX the
 * paper's methods. The policy takes its step before V and the control variate take theirs: either, fitted to these returns, would bias
 * it. The entropy's gradient is no part of what the control variate is tuned on.
 */
final class PolicyProgram implements TrainingProgram {
    static final String POLICY = "policy";
    static final String CRITIC = "critic";
    static final String ESTIMATOR = "estimator";

    /** Rows are the steps of all episodes. */
    static final String STEPS = "steps";

    static final String OBSERVATIONS = "observations";
    static final String NOISE = "noise";

    /** The discounted rewards from a step on. */
    static final String RETURNS = "returns";

    /** The discount of what would have followed the episode's last step: 0 where nothing does. */
    static final String HORIZON = "horizon";

    /** The episode of a step. */
    static final String EPISODE = "episode";

    /** Rows are the episodes. */
    static final String EPISODES = "episodes";

    /** The observation after an episode's last step. */
    static final String LAST = "last";

    private final ActionHead head;
    private final UnaryOperator<Tensor> preprocess;
    private final Network network;
    private final Optimiser optimiser;
    private final Critic critic;
    private final GradientEstimator estimator;
    private final ControlTuning tuning;
    private final double entropyWeight;

    PolicyProgram(PolicyTrainer<?, ?> trainer, ActionHead head, UnaryOperator<Tensor> preprocess) {
        this.head = head;
        this.preprocess = preprocess;
        this.network = trainer.network();
        this.optimiser = trainer.optimiser();
        this.critic = trainer.critic();
        this.estimator = trainer.estimator();
        this.tuning = trainer.tuning();
        this.entropyWeight = trainer.practice().entropyWeight();
    }

    /** The parameters of the law of actions given observations in the user's units, [B, D]. */
    Tensor parameters(ParameterScope program, Tensor observations) {
        return head.parameters(program.child(POLICY), network, preprocess.apply(observations));
    }

    @Override
    public void step(StepContext s) {
        Tensor x = preprocess.apply(s.batch(STEPS, OBSERVATIONS));
        Tensor returns = s.batch(STEPS, RETURNS);
        Tensor advantage = returns;
        ParameterScope value = s.scope(CRITIC);
        if (critic != null) {
            Tensor after = critic.value(value, preprocess.apply(s.batch(EPISODES, LAST)));
            Tensor beyond = after.gather(0, s.batch(STEPS, EPISODE)).mul(s.batch(STEPS, HORIZON));
            returns = returns.add(beyond).stopGradient();
            advantage = returns.sub(critic.value(value, x)).stopGradient();
        }
        ParameterScope policy = s.scope(POLICY);
        Tensor lambda = head.parameters(policy, network, x);
        Map<String, Tensor> theta = new LinkedHashMap<>(policy.parameters());
        Tensor noise = s.batch(STEPS, NOISE);
        Law law = head.replayed(noise);
        Tensor cost = advantage.neg();
        Loss f = Loss.given(x, action -> cost);
        Estimate e = estimator.estimate(law, lambda, f, s.scope(ESTIMATOR));

        Tensor episodes = s.batch(EPISODES, LAST).sizeOf(0).cast(DType.FLOAT32).squeeze(0);
        Tensor entropy = law.entropy(lambda);
        Tensor objective = e.pull(lambda).sub(entropy.mul(entropyWeight)).sum().div(episodes);
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        List<Tensor> by = Gradients.grad(objective, new ArrayList<>(theta.values()));
        int i = 0;
        for (String name : theta.keySet()) {
            gradients.put(name, by.get(i++));
        }
        s.apply(gradients, policy, optimiser);
        s.metric("entropy", entropy.mean());
        if (e.tuning().isPresent()) {
            s.metric("tuning", tune(s, e, law, lambda, theta, f));
        }
        if (critic != null) {
            s.metric("critic-error", critic.fit(s, value, x, returns));
        }
    }

    /** Trains what the estimator learns; its objective before the last step, []. */
    private Tensor tune(StepContext s, Estimate first, Law law, Tensor lambda, Map<String, Tensor> theta, Loss f) {
        ParameterScope scope = s.scope(ESTIMATOR);
        Estimate e = first;
        Tensor objective = null;
        for (int i = 0; i < tuning.steps(); i++) {
            if (i > 0) {
                e = estimator.estimate(law, lambda, f, scope);
            }
            objective = tuning.objective(e, lambda, theta.values());
            s.numbered(s.iteration().mul(tuning.steps()).add(i)).minimise(objective, scope, tuning.optimiser());
        }
        return objective;
    }
}
